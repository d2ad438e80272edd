package org.bailiwick.command.proxy;

import jakarta.json.JsonObject;

/** What the agent gets, and what the log says of it: no secrets in either. */
record Use(JsonObject answer, String line) {}
