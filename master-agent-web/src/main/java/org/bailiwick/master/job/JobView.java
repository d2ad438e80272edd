package org.bailiwick.master.job;

import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bailiwick.master.authorizationcontext.AuthorizationContext;
import org.bailiwick.master.journal.JobRecord;
import org.bailiwick.master.journal.StepRecord;

/** The JSON of a job in answers and events. */
final class JobView {

  private JobView() {}

  /**
   * The authorization context with which the job came, those of grants that it led to, and the id
   * of the job that undoes it.
   */
  record Contexts(
      Optional<AuthorizationContext> ofJob,
      List<AuthorizationContext> ofGrants,
      Optional<String> compensation) {}

  /** The outputs of steps: JSON texts, and references to those that are too long. */
  record Outputs(Map<String, String> texts, Map<String, JsonObject> references) {}

  /**
   * Writes a job with its results. Results stay the texts that they are in the database, because
   * JSON values would need many times their memory.
   *
   * @param contexts of the grants that crossed the border for it
   */
  static String of(JobRecord job, Outputs outputs, Contexts contexts) {
    Map<String, String> results = outputs.texts();
    JsonObjectBuilder view =
        Json.createObjectBuilder()
            .add("id", job.jobId())
            .add("state", job.state().text())
            .add("purpose", job.origin().purpose())
            .add("created_at", job.progress().createdAt().toString());
    job.reason().ifPresent(reason -> view.add("reason", reason));
    job.progress().endedAt().ifPresent(at -> view.add("ended_at", at.toString()));
    job.progress().textsDeletedAt().ifPresent(at -> view.add("results_deleted_at", at.toString()));
    contexts.compensation().ifPresent(id -> view.add("compensation", id));
    contexts.ofJob().ifPresent(context -> view.add("authorization", context.json()));
    if (!contexts.ofGrants().isEmpty()) {
      JsonArrayBuilder grants = Json.createArrayBuilder();
      contexts.ofGrants().forEach(context -> grants.add(context.json()));
      view.add("grants", grants);
    }
    long length = results.values().stream().mapToLong(String::length).sum();
    StringBuilder steps = new StringBuilder((int) Math.min(length + 4096, Integer.MAX_VALUE / 2));
    steps.append(open(view.build())).append(",\"steps\":[");
    String separator = "";
    for (StepRecord step : job.steps()) {
      steps.append(separator).append(open(step(step)));
      if (results.containsKey(step.stepId())) {
        steps.append(",\"output\":").append(results.get(step.stepId()));
      } else if (outputs.references().containsKey(step.stepId())) {
        steps.append(",\"output_reference\":").append(outputs.references().get(step.stepId()));
      }
      steps.append('}');
      separator = ",";
    }
    return steps.append("]}").toString();
  }

  private static JsonObject step(StepRecord step) {
    JsonObjectBuilder view =
        Json.createObjectBuilder()
            .add("id", step.stepId())
            .add("capability", step.capability())
            .add("state", step.state().text())
            .add("attempts", step.attempts().size());
    step.agent().ifPresent(agent -> view.add("agent", agent));
    step.reason().ifPresent(reason -> view.add("reason", reason));
    step.endedAt().ifPresent(at -> view.add("ended_at", at.toString()));
    return view.build();
  }

  /** The text of an object with members, without its last brace. */
  private static String open(JsonObject object) {
    String text = object.toString();
    return text.substring(0, text.length() - 1);
  }
}
