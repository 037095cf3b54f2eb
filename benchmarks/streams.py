"""`python -m benchmarks.streams`: the inventory stream against a bare loop of a Kafka client, in one run.

Both take the same completed orders from real Kafka to a PostgreSQL with its durability on, with the very same
effects; the bare loop knows no Faust, no dead letters, no traces and commits its offsets by hand. Then the
worker is killed in the middle, and the time until its next effect is measured.
"""

import argparse
import asyncio
import os
import random
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any

import psycopg
from confluent_kafka import Consumer
from psycopg import AsyncConnection

from api.migrations import upgrade
from chitrail.envelope import decode
from chitrail.local.kafka import EmbeddedKafka
from chitrail.local.postgres import EmbeddedPostgres
from streams.effects.stock import deduct_order
from tests.support.kitchen import Kitchen, Message, message, produce, wrapped
from tests.support.processes import Program
from tests.support.servers import create_topics, jars
from tests.support.settings import environment
