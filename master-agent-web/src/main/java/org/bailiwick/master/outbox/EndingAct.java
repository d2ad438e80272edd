package org.bailiwick.master.outbox;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.util.List;
import java.util.Optional;
import org.bailiwick.contract.json.StrictJson;
import org.bailiwick.master.inventory.AssetName;

/**
 * What has to be done because something has ended. There is one type for each kind, and a switch
 * over them has no default. A kind must be harmless when it is performed twice, and has no secret
 * among its parameters.
 */
public sealed interface EndingAct {

  /** The kinds that this version performs. Rows of another kind are kept and not touched. */
  List<String> KINDS = List.of(WithdrawWork.KIND, CompensateJob.KIND);

  /** Names the act, so that it is stored once. */
  String id();

  String kind();

  Cause cause();

  /** The asset at which it is performed. */
  AssetName target();

  /** The kind's own parameters as JSON text. */
  String parameters();

  /** What has ended: a job, a step of it, or a token. */
  record Cause(Optional<String> jobId, Optional<String> stepId, Optional<String> tokenJti) {

    static Cause ofStep(String jobId, String stepId) {
      return new Cause(Optional.of(jobId), Optional.of(stepId), Optional.empty());
    }

    static Cause ofJob(String jobId) {
      return new Cause(Optional.of(jobId), Optional.empty(), Optional.empty());
    }

    /** The resource in audit rows. */
    @Override
    public String toString() {
      return jobId
          .map(job -> stepId.map(step -> job + "/" + step).orElse(job))
          .or(() -> tokenJti)
          .orElse("");
    }
  }

  /**
   * Tells an agent, or a partner domain, that nobody wants the result any more of work that it has
   * accepted.
   */
  record WithdrawWork(String jobId, String stepId, int attempt, AssetName target, String statusUrl)
      implements EndingAct {

    static final String KIND = "withdraw-work";

    private static final String ATTEMPT = "attempt";
    private static final String STATUS_URL = "status_url";

    @Override
    public String id() {
      return KIND + "/" + orderKey() + "/" + attempt;
    }

    @Override
    public String kind() {
      return KIND;
    }

    @Override
    public Cause cause() {
      return Cause.ofStep(jobId, stepId);
    }

    /** The idempotency key of the order. */
    public String orderKey() {
      return jobId + "/" + stepId;
    }

    @Override
    public String parameters() {
      return Json.createObjectBuilder()
          .add(ATTEMPT, attempt)
          .add(STATUS_URL, statusUrl)
          .build()
          .toString();
    }

    private static WithdrawWork read(Cause cause, AssetName target, String parameters) {
      JsonObject members = StrictJson.object(parameters);
      return new WithdrawWork(
          cause.jobId().orElseThrow(),
          cause.stepId().orElseThrow(),
          members.getInt(ATTEMPT),
          target,
          members.getString(STATUS_URL));
    }
  }

  /** Undoes what the finished steps of a job have done, which has failed or was cancelled. */
  record CompensateJob(String jobId) implements EndingAct {

    static final String KIND = "compensate-job";

    @Override
    public String id() {
      return KIND + "/" + jobId;
    }

    @Override
    public String kind() {
      return KIND;
    }

    @Override
    public Cause cause() {
      return Cause.ofJob(jobId);
    }

    /** Each job is a target of its own, so that one which cannot be undone now delays no other. */
    @Override
    public AssetName target() {
      return new AssetName("job:" + jobId);
    }

    @Override
    public String parameters() {
      return "{}";
    }
  }

  /** The act of these columns, or empty if they cannot be understood. */
  static Optional<EndingAct> read(String kind, Cause cause, AssetName target, String parameters) {
    try {
      return switch (kind) {
        case WithdrawWork.KIND -> Optional.of(WithdrawWork.read(cause, target, parameters));
        case CompensateJob.KIND -> Optional.of(new CompensateJob(cause.jobId().orElseThrow()));
        default -> Optional.empty();
      };
    } catch (RuntimeException unreadable) {
      return Optional.empty(); // the act fails, and its reason says so
    }
  }
}
