package org.bailiwick.master.mcp;

/** Whether a client can go on with a stream that has broken off. */
enum Resumption {
  /** The client knows events without data, whose id it sends back. */
  BY_EVENT_ID,
  /** The client would take an event without data for a fault. */
  NONE
}
