package org.bailiwick.master.a2a;

import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import org.bailiwick.master.a2amessage.MessageOrder;
import org.bailiwick.master.journal.ExecutionState;
import org.bailiwick.master.journal.JobRecord;
import org.bailiwick.master.journal.StepRecord;

/**
 * A job as a task of A2A (A2A 1.0 section 4.1), in JSON. Its id is the job's, and so is its
 * context, because each message starts a context of its own. The output of each step is an
 * artifact. Nothing names the agents that worked, since they are inside the domain.
 */
final class TaskView {

  /** Milliseconds, in UTC (section 5.6.1). */
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

  private static final String TASK = "taskId";
  private static final String CONTEXT = "contextId";
  private static final String STATE = "state";

  private TaskView() {}

  /** The Task. Results stay the texts that they are, as in the JSON of a job. */
  static String task(JobRecord job, Map<String, String> results) {
    return task(job, results, Map.of());
  }

  /** The same with the URLs of outputs that are too long to be a part of it. */
  static String task(JobRecord job, Map<String, String> results, Map<String, String> urls) {
    StringBuilder text = new StringBuilder(1024).append(open(head(job)));
    String separator = ",\"artifacts\":[";
    String end = "";
    for (StepRecord step : job.steps()) {
      if (results.containsKey(step.stepId())) {
        text.append(separator).append(artifact(step, results.get(step.stepId())));
        separator = ",";
        end = "]";
      } else if (urls.containsKey(step.stepId())) {
        text.append(separator).append(urlArtifact(step, urls.get(step.stepId())));
        separator = ",";
        end = "]";
      }
    }
    return text.append(end).append('}').toString();
  }

  /** A TaskStatusUpdateEvent (section 4.2.1) with the states of the steps. */
  static String statusUpdate(JobRecord job) {
    JsonObject event =
        Json.createObjectBuilder()
            .add(TASK, job.jobId())
            .add(CONTEXT, job.jobId())
            .add("status", status(job))
            .add("metadata", metadata(job))
            .build();
    return Json.createObjectBuilder().add("statusUpdate", event).build().toString();
  }

  /** A TaskArtifactUpdateEvent (section 4.2.2) with the whole output of a step. */
  static String artifactUpdate(JobRecord job, StepRecord step, String result) {
    return update(job, artifact(step, result));
  }

  /** The same of an output that is too long to be a part of the event. */
  static String urlUpdate(JobRecord job, StepRecord step, String url) {
    return update(job, urlArtifact(step, url));
  }

  private static String update(JobRecord job, String artifact) {
    JsonObject event =
        Json.createObjectBuilder()
            .add(TASK, job.jobId())
            .add(CONTEXT, job.jobId())
            .add("lastChunk", true)
            .build();
    return "{\"artifactUpdate\":" + open(event) + ",\"artifact\":" + artifact + "}}";
  }

  /** The name of the task's state (section 4.1.3). */
  static String state(ExecutionState state) {
    if (state == ExecutionState.DONE) {
      return "TASK_STATE_COMPLETED";
    }
    if (state == ExecutionState.CANCELLED) {
      return "TASK_STATE_CANCELED";
    }
    return state.isFinal() ? "TASK_STATE_FAILED" : "TASK_STATE_WORKING";
  }

  private static JsonObject head(JobRecord job) {
    return Json.createObjectBuilder()
        .add("id", job.jobId())
        .add(CONTEXT, job.jobId())
        .add("status", status(job))
        .add("metadata", metadata(job))
        .build();
  }

  private static JsonObject status(JobRecord job) {
    JsonObjectBuilder status = Json.createObjectBuilder().add(STATE, state(job.state()));
    job.reason().ifPresent(reason -> status.add("message", message(job, reason)));
    Instant at = job.progress().endedAt().orElse(job.progress().createdAt());
    return status.add("timestamp", TIME.format(at)).build();
  }

  private static JsonObject message(JobRecord job, String reason) {
    return Json.createObjectBuilder()
        .add("messageId", job.jobId() + "-status")
        .add(CONTEXT, job.jobId())
        .add(TASK, job.jobId())
        .add("role", "ROLE_AGENT")
        .add("parts", Json.createArrayBuilder().add(Json.createObjectBuilder().add("text", reason)))
        .build();
  }

  private static JsonObject metadata(JobRecord job) {
    JsonArrayBuilder steps = Json.createArrayBuilder();
    for (StepRecord step : job.steps()) {
      JsonObjectBuilder each =
          Json.createObjectBuilder()
              .add("id", step.stepId())
              .add("capability", step.capability())
              .add(STATE, step.state().text());
      step.reason().ifPresent(reason -> each.add("reason", reason));
      steps.add(each);
    }
    return Json.createObjectBuilder()
        .add("purpose", job.origin().purpose())
        .add("steps", steps)
        .build();
  }

  private static String artifact(StepRecord step, String result) {
    return artifactOf(step, "{\"data\":" + result);
  }

  /** An artifact that the client reads at a URL with the credentials of its task (4.1.6). */
  private static String urlArtifact(StepRecord step, String url) {
    return artifactOf(step, open(Json.createObjectBuilder().add("url", url).build()));
  }

  private static String artifactOf(StepRecord step, String openPart) {
    JsonObject named =
        Json.createObjectBuilder()
            .add("artifactId", step.stepId())
            .add("name", step.stepId())
            .add("description", "Output of " + step.capability())
            .build();
    return open(named)
        + ",\"parts\":["
        + openPart
        + ",\"mediaType\":\""
        + MessageOrder.JSON
        + "\"}]}";
  }

  /** The text of an object with members, without its last brace. */
  private static String open(JsonObject object) {
    String text = object.toString();
    return text.substring(0, text.length() - 1);
  }
}
