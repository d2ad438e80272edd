package org.bailiwick.master.runner;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.bailiwick.master.inventory.AssetName;
import org.bailiwick.master.journal.AttemptRecord;
import org.bailiwick.master.journal.ExecutionState;
import org.bailiwick.master.journal.StepRecord;
import org.bailiwick.node.decision.Question;

/**
 * The attempts at one step: the next number, the number of attempts by this node, the asset to
 * which the step is bound, and the attempt whose work it has accepted. A step is bound to an asset
 * as soon as a call may have reached it, because another one does not know the idempotency key and
 * could do the work again.
 */
final class StepTries {

  /** The prefix of an attempt's reason if the call did not reach the agent. */
  static final String NOT_REACHED = "agent-not-reached";

  /**
   * An attempt whose work was accepted.
   *
   * @param statusUrl where the state of the work can be asked for
   * @param state the last state that was told
   */
  record Accepted(int number, String statusUrl, ExecutionState state) {}

  /** A wait for people. */
  private record Wait(Instant until, Runnable goOn) {}

  private int lastNumber;
  private int tries;
  private Optional<AssetName> bound = Optional.empty();
  private Optional<Integer> unsure = Optional.empty();
  private Optional<Accepted> accepted = Optional.empty();
  private Optional<Wait> wait = Optional.empty();
  private Optional<Supplier<Question>> question = Optional.empty();
  private int polls;
  private int failedPolls;
  private String delay = "";

  private StepTries() {}

  /** A step that no attempt has been made at. */
  static StepTries unbegun() {
    return new StepTries();
  }

  static StepTries of(StepRecord step) {
    StepTries tries = new StepTries();
    for (AttemptRecord attempt : step.attempts()) {
      tries.lastNumber = attempt.number();
      if (attempt.reason().filter(reason -> reason.startsWith(NOT_REACHED)).isEmpty()) {
        tries.bound = Optional.of(new AssetName(attempt.agent()));
        tries.unsure = Optional.of(attempt.number());
      }
      if (!attempt.state().isFinal()) {
        tries.accepted =
            attempt
                .statusUrl()
                .map(url -> new Accepted(attempt.number(), url, attempt.state()))
                .or(() -> tries.accepted);
      }
    }
    return tries;
  }

  /** The number of the attempt that is about to be called: the accepted one, or a new one. */
  synchronized int next() {
    delay = ""; // the step was released, so no dependency is missing now
    if (accepted.isPresent()) {
      polls++;
      return accepted.get().number();
    }
    tries++;
    return ++lastNumber;
  }

  /** Stores how the question is asked again by which the step was released. */
  synchronized void released(Supplier<Question> again) {
    question = Optional.of(again);
  }

  /** The question by which this node has released the step last, as it is now. */
  synchronized Optional<Question> question() {
    return question.map(Supplier::get);
  }

  /** Stores the reason of a delay, and returns whether it differs from the last one. */
  synchronized boolean isNewDelay(String reason) {
    boolean other = !delay.equals(reason);
    delay = reason;
    return other;
  }

  synchronized int tries() {
    return tries;
  }

  /** Stores that the order of this attempt may have reached the asset from now on. */
  synchronized void sent(int number) {
    unsure = Optional.of(number);
  }

  /** Stores that the asset has not begun the work of the attempt. */
  synchronized void notBegun() {
    unsure = Optional.empty();
  }

  /** The last attempt of whose order nobody knows whether its work was done. */
  synchronized Optional<Integer> unsure() {
    return unsure;
  }

  /** Stores that the step waits for people, who have until this time, and how it goes on. */
  synchronized void waits(Instant until, Runnable goOn) {
    wait = Optional.of(new Wait(until, goOn));
  }

  /** What has the step go on if its wait is over; once. */
  synchronized Optional<Runnable> takeWait(Predicate<Instant> over) {
    Optional<Runnable> taken = wait.filter(each -> over.test(each.until())).map(Wait::goOn);
    wait = taken.isPresent() ? Optional.empty() : wait;
    return taken;
  }

  synchronized Optional<AssetName> bound() {
    return bound;
  }

  synchronized void bind(AssetName asset) {
    bound = Optional.of(asset);
  }

  /** The attempt whose work the asset has accepted, and about which it is asked from then on. */
  synchronized Optional<Accepted> accepted() {
    return accepted;
  }

  synchronized void accept(Accepted attempt) {
    accepted = Optional.of(attempt);
    failedPolls = 0;
  }

  /** Counts a poll without answer, and returns how many there were in a row. */
  synchronized int pollFailed() {
    return ++failedPolls;
  }

  /** The number of polls of the accepted work by this node. */
  synchronized int polls() {
    return polls;
  }

  /**
   * The pause before the next attempt. It doubles each time, unless the agent requested a longer
   * one.
   */
  synchronized Duration pause(Duration first, Duration requested) {
    Duration doubled = first.multipliedBy(1L << Math.min(tries - 1, 6));
    return doubled.compareTo(requested) > 0 ? doubled : requested;
  }
}
