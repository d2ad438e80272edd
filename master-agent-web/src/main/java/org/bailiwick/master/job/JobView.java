package org.bailiwick.master.job;

import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import org.bailiwick.contract.json.StrictJson;
import org.bailiwick.master.journal.JobRecord;
import org.bailiwick.master.journal.StepRecord;

/** The JSON of a job in answers and events. */
final class JobView {

  private JobView() {}

  static JsonObject of(JobRecord job) {
    JsonArrayBuilder steps = Json.createArrayBuilder();
    job.steps().forEach(step -> steps.add(step(step)));
    JsonObjectBuilder view =
        Json.createObjectBuilder()
            .add("id", job.jobId())
            .add("state", job.state().text())
            .add("purpose", job.origin().purpose())
            .add("created_at", job.progress().createdAt().toString());
    job.reason().ifPresent(reason -> view.add("reason", reason));
    job.progress().endedAt().ifPresent(at -> view.add("ended_at", at.toString()));
    return view.add("steps", steps).build();
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
    step.result().ifPresent(result -> view.add("output", StrictJson.value(result)));
    return view.build();
  }
}
