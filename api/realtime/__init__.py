"""The realtime gateway: notifications to screens over Socket.IO."""
