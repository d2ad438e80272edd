package org.bailiwick.node.admission;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.SplittableRandom;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.admission.RequestSlots.Shortage;
import org.bailiwick.node.pace.RetryTimes;
import org.bailiwick.node.peer.RequestOrigins;
import org.bailiwick.node.peer.RequestOrigins.Caller;

/**
 * The admission of a request, before anything else of the application: its body is read as a whole,
 * then it gets a place among those that are served. Operators and nodes of the own domain have
 * places of their own, of either kind, so they are served while everybody else waits. A request
 * that goes on after its thread has returned, a long poll for instance, has given its place back.
 *
 * <p>A servlet filter calls it: JAX-RS filters come too late for the threads that they would save.
 */
public final class Admission {

  /** A second, until it has been counted: few, as for a node that is busy with signatures. */
  private static final double ASSUMED = 50;

  private static final Duration SHORTEST = Duration.ofSeconds(1);

  private final Function<HttpServletRequest, Caller> callers;
  private final BodyReading reading;
  private final AdmissionRefusals refusals;
  private final RetryTimes times;
  private final Duration bodyTime;
  private final RandomGenerator spread = new SplittableRandom();
  private final Lane own;
  private final Lane others;

  /** The places of some callers. */
  private record Lane(RequestSlots bodies, RequestSlots requests) {
    static Lane of(AdmissionSettings settings) {
      Semaphore room = new Semaphore(settings.waiting());
      return new Lane(
          new RequestSlots(settings.bodies(), room, settings.patience()),
          new RequestSlots(settings.requests(), room, settings.patience()));
    }
  }

  /**
   * @param most the longest body that any operation takes
   */
  public Admission(
      AdmissionSettings settings,
      long most,
      RequestOrigins callers,
      AdmissionRefusals refusals,
      InstantSource clock) {
    this(
        new BodyReading(settings.bodyTime(), most, System::nanoTime),
        settings,
        callers::of,
        refusals,
        clock);
  }

  Admission(
      BodyReading reading,
      AdmissionSettings settings,
      Function<HttpServletRequest, Caller> callers,
      AdmissionRefusals refusals,
      InstantSource clock) {
    this.callers = callers;
    this.refusals = refusals;
    this.reading = reading;
    this.bodyTime = settings.bodyTime();
    this.times = new RetryTimes(clock, ASSUMED);
    this.own = Lane.of(settings);
    this.others = Lane.of(settings);
    refusals.showing(() -> others.bodies().taken(), () -> others.requests().taken());
  }

  /** Serves the request, or answers it with a problem document. */
  public void serve(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    Caller caller = callers.apply(request);
    Lane lane = caller.ofTheDomain() ? own : others;
    HttpServletRequest whole;
    try {
      whole = whole(request, caller, lane.bodies());
      enter(lane.requests(), caller, "requests", times::next);
    } catch (ProblemException refusal) {
      refusals.answer(refusal, caller, request, response);
      return;
    }
    try {
      chain.doFilter(whole, response);
    } finally {
      lane.requests().leave(caller.name());
      times.served();
    }
  }

  private HttpServletRequest whole(HttpServletRequest request, Caller caller, RequestSlots places) {
    if (!reading.isUnfinished(request)) {
      return request;
    }
    enter(places, caller, "bodies", this::untilBodiesHaveEnded);
    try {
      return new WholeBody(request, reading.read(request));
    } finally {
      places.leave(caller.name());
    }
  }

  /** By then each of those that are unfinished has come or is given up. */
  private Duration untilBodiesHaveEnded() {
    synchronized (spread) {
      return SHORTEST.plusMillis(spread.nextLong(bodyTime.toMillis()));
    }
  }

  private static void enter(
      RequestSlots places, Caller caller, String what, Supplier<Duration> comeAgain) {
    Shortage shortage = places.enter(caller.name());
    if (shortage == Shortage.OF_THE_CALLER) {
      throw new ProblemException(
              ProblemType.TOO_MANY_REQUESTS,
              what + "-per-caller",
              "Too many requests of yours are under way; Retry-After says when to come again.")
          .after(comeAgain.get());
    }
    if (shortage == Shortage.OF_ALL) {
      throw new ProblemException(
              ProblemType.NODE_BUSY,
              what + "-at-once",
              "More is asked than can be served; Retry-After says when to come again.")
          .after(comeAgain.get());
    }
  }
}
