package org.bailiwick.master.enforcementfeed;

import jakarta.json.Json;
import java.time.Instant;
import java.util.List;

/**
 * A token by which one workload may call one other now.
 *
 * @param id job, step and token id, separated by slashes
 * @param until when the token expires
 * @param ancestors the tokens with whose end it ends, itself first
 */
record LiveTask(
    String id, String txn, String caller, String callee, Instant until, List<String> ancestors) {
  static final String STARTED = "task";
  static final String ENDED = "task-ended";

  LiveTask {
    ancestors = List.copyOf(ancestors);
  }

  String key() {
    return STARTED + " " + id;
  }

  String started() {
    return Json.createObjectBuilder()
        .add("task", id)
        .add("txn", txn)
        .add("caller", caller)
        .add("callee", callee)
        .add("until", until.toString())
        .build()
        .toString();
  }

  String ended() {
    return Json.createObjectBuilder().add("task", id).build().toString();
  }
}
