package org.bailiwick.master.mcp;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.bailiwick.contract.json.JsonTexts;
import org.bailiwick.master.journal.ExecutionState;
import org.bailiwick.master.journal.JobJournal;
import org.bailiwick.master.journal.JobRecord;
import org.bailiwick.master.storedresult.StoredResult;
import org.bailiwick.master.texts.TextShares;

/**
 * Writes the results of calls whose jobs have ended. The result of a job that did not end well says
 * so by the job's reason, a code of this domain; no text of an agent is in it.
 */
final class CallResults {

  /** A result has the output twice, as text and as JSON, beside the output itself. */
  private static final int COPIES = 3;

  private final JobJournal journal;
  private final TextShares shares;
  private final String jobs;

  /** {@code jobs} is the URL below which jobs are read. */
  CallResults(JobJournal journal, TextShares shares, String jobs) {
    this.journal = journal;
    this.shares = shares;
    this.jobs = jobs;
  }

  /** The JSON-RPC response for a job that has ended. */
  String of(JobRecord job, String requestId) {
    if (job.state() != ExecutionState.DONE) {
      String reason = job.reason().map(text -> ": " + text).orElse("");
      return response(job, requestId, refusal("The job has " + ended(job.state()) + reason + "."));
    }
    String step = job.steps().getLast().stepId();
    StoredResult stored = journal.stored().ofJob(job.jobId()).get(step);
    if (stored != null) {
      return response(job, requestId, link(stored));
    }
    long length = journal.resultLengths(job.jobId()).getOrDefault(step, 0);
    return shares.holding(
        job.owner().caller().domain(),
        COPIES * length,
        () -> response(job, requestId, result(output(job.jobId(), step))));
  }

  private Optional<String> output(String jobId, String step) {
    return Optional.ofNullable(journal.results(jobId, List.of(step)).get(step));
  }

  private static String ended(ExecutionState state) {
    return state == ExecutionState.CANCELLED ? "been cancelled" : "failed";
  }

  private static String result(Optional<String> output) {
    return output
        .map(
            json ->
                "\"content\":["
                    + text(json)
                    + "],\"structuredContent\":"
                    + (json.startsWith("{") ? json : "{\"output\":" + json + "}")
                    + ",\"isError\":false")
        .orElseGet(() -> refusal("The job is done, and its result has been deleted."));
  }

  /**
   * A result that is too long for the memory of a model, too. It has no structured content, which a
   * tool with an output schema must have, so it is said to be an error.
   */
  private String link(StoredResult stored) {
    JsonObject link =
        Json.createObjectBuilder()
            .add("type", "resource_link")
            .add("uri", stored.href(URI.create(jobs).resolve("results")))
            .add("name", stored.stepId())
            .add("mimeType", StoredResult.MEDIA_TYPE)
            .add("size", stored.size())
            .build();
    return "\"content\":["
        + text("The job is done. Its result is too long to be a part of this answer.")
        + ","
        + link
        + "],\"isError\":true";
  }

  private static String refusal(String sentence) {
    return "\"content\":[" + text(sentence) + "],\"isError\":true";
  }

  private static String text(String text) {
    return "{\"type\":\"text\",\"text\":" + JsonTexts.quoted(text) + "}";
  }

  private String response(JobRecord job, String requestId, String members) {
    return "{\"jsonrpc\":\"2.0\",\"id\":"
        + requestId
        + ",\"result\":{"
        + members
        + ",\"_meta\":{\"bailiwick/job\":"
        + JsonTexts.quoted(job.jobId())
        + ",\"bailiwick/job-url\":"
        + JsonTexts.quoted(jobs + "/" + job.jobId())
        + "}}}";
  }
}
