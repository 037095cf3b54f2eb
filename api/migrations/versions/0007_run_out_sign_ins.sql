-- Sign-ins that ran out, which every process looks for once a second.
CREATE INDEX sessions_by_end ON sessions (expires_at) WHERE ended_at IS NULL;
