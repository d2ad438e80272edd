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
import org.bailiwick.node.admission.Places.Shortage;
import org.bailiwick.node.pace.RetryTimes;
import org.bailiwick.node.peer.RequestOrigins;
import org.bailiwick.node.peer.RequestOrigins.Caller;

/**
 * Admits requests before any other code of the application. The body of a request is read as a
 * whole, then the request takes one of a bounded number of places. Operators and nodes of this
 * domain have places of their own, so that they are served while others wait. An asynchronous
 * request, such as a long poll, gives its place back when its thread returns.
 *
 * <p>A servlet filter calls this class, since JAX-RS filters run too late to save threads.
 */
public final class Admission {

  /** Assumed requests per second until the rate has been measured; low, as on a busy node. */
  private static final double ASSUMED_RATE = 50;

  private static final Duration SHORTEST_WAIT = Duration.ofSeconds(1);

  private final Function<HttpServletRequest, Caller> callers;
  private final BodyReading reading;
  private final AdmissionRefusals refusals;
  private final RetryTimes times;
  private final Duration bodyTime;
  private final RandomGenerator spread = new SplittableRandom();
  private final Lane own;
  private final Lane others;

  /** The places of the domain's own callers, or of all others. */
  private record Lane(Places bodies, BodyOctets octets, Places requests) {
    static Lane of(AdmissionSettings settings) {
      Semaphore waitingPermits = new Semaphore(settings.waiting());
      return new Lane(
          new Places(settings.bodies(), waitingPermits, settings.patience()),
          new BodyOctets(settings.octets()),
          new Places(settings.requests(), waitingPermits, settings.patience()));
    }
  }

  /**
   * @param longestBody the longest body that any operation takes
   */
  public Admission(
      AdmissionSettings settings,
      long longestBody,
      RequestOrigins callers,
      AdmissionRefusals refusals,
      InstantSource clock) {
    this(
        new BodyReading(settings.bodyTime(), longestBody, System::nanoTime),
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
    this.times = new RetryTimes(clock, ASSUMED_RATE);
    this.own = Lane.of(settings);
    this.others = Lane.of(settings);
    refusals.registerGauges(() -> others.bodies().taken(), () -> others.requests().taken());
  }

  /** Serves the request, or answers it with a problem document. */
  public void serve(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    Caller caller = callers.apply(request);
    Lane lane = caller.ofTheDomain() ? own : others;
    long octets = reading.expected(request);
    try {
      require(
          lane.octets().enter(caller.name(), octets), "body-octets", this::untilBodiesHaveEnded);
    } catch (ProblemException refusal) {
      refusals.answer(refusal, caller, request, response);
      return;
    }
    try {
      serve(request, response, chain, new Place(caller, lane));
    } finally {
      lane.octets().leave(caller.name(), octets);
    }
  }

  /** Whose request it is, and where its places are. */
  private record Place(Caller caller, Lane lane) {}

  private void serve(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain, Place place)
      throws IOException, ServletException {
    Caller caller = place.caller();
    Lane lane = place.lane();
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

  private HttpServletRequest whole(HttpServletRequest request, Caller caller, Places places) {
    if (!reading.isUnfinished(request)) {
      return new WithoutParameters(request);
    }
    enter(places, caller, "bodies", this::untilBodiesHaveEnded);
    try {
      return new WholeBody(request, reading.read(request));
    } finally {
      places.leave(caller.name());
    }
  }

  /** A random time, by whose end every unfinished body has arrived or was refused. */
  private Duration untilBodiesHaveEnded() {
    synchronized (spread) {
      return SHORTEST_WAIT.plusMillis(spread.nextLong(bodyTime.toMillis()));
    }
  }

  private static void enter(
      Places places, Caller caller, String checkPrefix, Supplier<Duration> retryAfter) {
    require(places.enter(caller.name()), checkPrefix, retryAfter);
  }

  private static void require(
      Shortage shortage, String checkPrefix, Supplier<Duration> retryAfter) {
    if (shortage == Shortage.OF_THE_CALLER) {
      throw new ProblemException(
              ProblemType.TOO_MANY_REQUESTS,
              checkPrefix + "-per-caller",
              "The caller has too many requests in progress; see Retry-After.")
          .after(retryAfter.get());
    }
    if (shortage == Shortage.OF_ALL) {
      throw new ProblemException(
              ProblemType.NODE_BUSY,
              checkPrefix + "-at-once",
              "The node has too many requests in progress; see Retry-After.")
          .after(retryAfter.get());
    }
  }
}
