package org.bailiwick.ars.card;

import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.bailiwick.contract.json.StrictJson;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;

/**
 * The domain's own card, as the Master Agent serves it. It alone knows how the domain is called:
 * the interfaces, and the rule of authentication that is in force. A copy is used for a minute, and
 * after a failure nothing is asked for a few seconds.
 */
final class DomainCard {
  static final Duration KEPT = Duration.ofMinutes(1);
  static final Duration PAUSE = Duration.ofSeconds(5);

  /** The lists of the domain's card that a card of an agent needs (A2A 1.0 section 4.4.1). */
  private static final List<String> LISTS =
      List.of(
          "supportedInterfaces", "securityRequirements", "defaultInputModes", "defaultOutputModes");

  private static final List<String> OBJECTS = List.of("securitySchemes", "capabilities");

  private final Supplier<byte[]> source;
  private final LongSupplier nanos;
  private Optional<JsonObject> kept = Optional.empty();
  private Optional<ProblemException> failure = Optional.empty();
  private long at;

  /**
   * @param source fetches the card, or throws dependency-unavailable
   * @param nanos counts elapsed time, as {@link System#nanoTime} does
   */
  DomainCard(Supplier<byte[]> source, LongSupplier nanos) {
    this.source = source;
    this.nanos = nanos;
  }

  /**
   * The card.
   *
   * @throws ProblemException dependency-unavailable when the Master Agent gives none
   */
  synchronized JsonObject current() {
    long now = nanos.getAsLong();
    if (kept.isPresent() && now - at < KEPT.toNanos()) {
      return kept.get();
    }
    if (failure.isPresent() && now - at < PAUSE.toNanos()) {
      throw new ProblemException(
          ProblemType.DEPENDENCY_UNAVAILABLE,
          failure.get().check(),
          "The domain's card could not be read a moment ago.");
    }
    kept = Optional.empty();
    failure = Optional.empty();
    try {
      kept = Optional.of(read(source.get()));
      return kept.get();
    } catch (ProblemException e) {
      failure = Optional.of(e);
      throw e;
    } finally {
      at = nanos.getAsLong();
    }
  }

  private static JsonObject read(byte[] octets) {
    try {
      JsonObject card = StrictJson.object(octets);
      boolean complete =
          LISTS.stream().allMatch(name -> card.get(name) instanceof JsonArray)
              && OBJECTS.stream().allMatch(name -> card.get(name) instanceof JsonObject);
      if (complete && !card.getJsonArray(LISTS.getFirst()).isEmpty()) {
        return card;
      }
    } catch (ProblemException e) {
      throw malformed(e);
    }
    throw malformed(null);
  }

  private static ProblemException malformed(ProblemException cause) {
    return new ProblemException(
        ProblemType.DEPENDENCY_UNAVAILABLE,
        "domain-card-malformed",
        "The card that the Master Agent serves is not a card of A2A 1.0.",
        cause);
  }
}
