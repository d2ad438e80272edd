package org.bailiwick.master.runner;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.bailiwick.contract.credential.SerialNumber;
import org.bailiwick.contract.json.StrictJson;
import org.bailiwick.master.callout.PendingCall;
import org.bailiwick.master.journal.ExecutionState;
import org.bailiwick.master.journal.JobRecord;
import org.bailiwick.master.journal.StepRecord;
import org.bailiwick.master.transactiontoken.Transaction;
import org.bailiwick.master.workflow.StepRequest;
import org.bailiwick.master.workflow.Workflow;

/** The state of a job that this node executes: finished steps, started steps, pending calls. */
final class JobRun {

  private record OpenCall(SerialNumber serial, PendingCall call) {}

  private final JobRecord job;
  private final Workflow workflow;
  private final Transaction transaction;
  private final UnaryOperator<Runnable> context;
  private final Map<String, StepTries> tries = new HashMap<>();
  private final Map<String, JsonValue> results = new HashMap<>();
  private final Set<String> begun = new HashSet<>();
  private final Map<String, OpenCall> calls = new HashMap<>();
  private boolean ended;

  /**
   * {@code context} passes the id of the request that brought the job to other threads. After a
   * restart the job's id is used instead.
   */
  JobRun(
      JobRecord job, Workflow workflow, Transaction transaction, UnaryOperator<Runnable> context) {
    this.job = job;
    this.workflow = workflow;
    this.transaction = transaction;
    this.context = context;
    for (StepRecord step : job.steps()) {
      tries.put(step.stepId(), StepTries.of(step));
      if (step.state() == ExecutionState.DONE) {
        begun.add(step.stepId());
        results.put(step.stepId(), StrictJson.value(step.result().orElseThrow()));
      }
    }
  }

  String id() {
    return job.jobId();
  }

  JobRecord job() {
    return job;
  }

  Workflow workflow() {
    return workflow;
  }

  Transaction transaction() {
    return transaction;
  }

  Runnable inContext(Runnable work) {
    return context.apply(work);
  }

  boolean isOverdue(Instant now) {
    return !now.isBefore(job.progress().deadline());
  }

  StepTries tries(StepRequest step) {
    return tries.get(step.id());
  }

  /** The reason of a step that failed before this node took the job over, if one did. */
  Optional<String> earlierFailure() {
    return job.steps().stream()
        .filter(step -> step.state().isFinal() && step.state() != ExecutionState.DONE)
        .findFirst()
        .map(step -> step.reason().orElse("step-" + step.state().text()));
  }

  /** The steps that may begin now. Each step is returned once. */
  synchronized List<StepRequest> takeReady() {
    if (ended) {
      return List.of();
    }
    List<StepRequest> ready = workflow.ready(results.keySet(), begun);
    ready.forEach(step -> begun.add(step.id()));
    return ready;
  }

  synchronized boolean isComplete() {
    return results.size() == workflow.steps().size();
  }

  /** The request to a step's agent: capability, input, and the results that it depends on. */
  synchronized JsonObject work(StepRequest step) {
    JsonObjectBuilder before = Json.createObjectBuilder();
    step.after().forEach(id -> before.add(id, results.get(id)));
    return Json.createObjectBuilder()
        .add("capability", step.capability().text())
        .add("input", step.input())
        .add("results", before)
        .build();
  }

  synchronized void done(StepRequest step, String json) {
    results.put(step.id(), StrictJson.value(json));
  }

  /** Stores a pending call, and cancels it if the job has ended meanwhile. */
  synchronized void opened(StepRequest step, SerialNumber serial, PendingCall call) {
    calls.put(step.id(), new OpenCall(serial, call));
    if (ended) {
      call.cancel();
    }
  }

  synchronized void closed(StepRequest step) {
    calls.remove(step.id());
  }

  /** Cancels the calls of agents that have this credential. */
  synchronized void giveUpCallsTo(SerialNumber serial) {
    calls.values().stream()
        .filter(open -> open.serial().equals(serial))
        .forEach(open -> open.call().cancel());
  }

  synchronized boolean hasEnded() {
    return ended;
  }

  /** Stops the job on this node and cancels its calls. */
  synchronized void stop() {
    ended = true;
    calls.values().forEach(open -> open.call().cancel());
  }
}
