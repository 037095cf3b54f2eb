// The part of Razorpay's checkout.js that a POS page uses: `new Razorpay(options).open()`.
// The checkout opens in a frame over the page; `options.handler` gets the three signed values.
(() => {
  const base = new URL(document.currentScript.src).origin;

  class Razorpay {
    constructor(options) {
      this.options = options;
      this.onMessage = (message) => {
        if (message.origin === base && message.data?.razorpay === "paid") {
          this.close();
          this.options.handler?.(message.data.response);
        }
      };
    }

    open() {
      const query = new URLSearchParams({
        order_id: this.options.order_id,
        key_id: this.options.key,
        name: this.options.name ?? "",
        embedded: this.options.callback_url ? "" : "1",
        callback_url: this.options.callback_url ?? "",
      });
      this.shade = document.createElement("div");
      this.shade.style.cssText = "position:fixed;inset:0;background:#0008;z-index:2147483647";
      this.shade.addEventListener("click", () => {
        this.close();
        this.options.modal?.ondismiss?.();
      });
      const frame = document.createElement("iframe");
      frame.src = `${base}/v1/checkout/embedded?${query}`;
      frame.title = "Checkout";
      frame.style.cssText = "position:absolute;inset:2rem;margin:auto;width:30rem;max-width:96%;height:90%;border:0";
      this.shade.append(frame);
      document.body.append(this.shade);
      addEventListener("message", this.onMessage);
    }

    close() {
      removeEventListener("message", this.onMessage);
      this.shade?.remove();
    }
  }

  window.Razorpay = Razorpay;
})();
