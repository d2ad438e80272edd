package org.bailiwick.proxy.listing;

import jakarta.json.JsonObject;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.bailiwick.client.credential.CredentialFolder;
import org.bailiwick.client.http.JsonEndpoint;
import org.bailiwick.client.http.ServerRefusal;
import org.bailiwick.client.registry.RegisteredAgent;
import org.bailiwick.client.registry.RegistryClient;
import org.bailiwick.contract.credential.SerialNumber;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;

/**
 * The attempts to be listed, one after another: each look registers the credential in use or sends
 * a heartbeat, if it is time.
 */
final class Attendance implements AutoCloseable {
  private static final Duration TTL = Duration.ofMinutes(3);

  /** Two of them fit into the time, so that one lost heartbeat makes nobody silent. */
  private static final Duration BEAT = Duration.ofMinutes(1);

  private static final String WITHDRAWN = "withdrawn";
  private static final int SERVER_ERROR = 500;

  private final CredentialFolder folder;
  private final Supplier<RegistryClient> clients;
  private final Optional<JsonObject> description;
  private final Consumer<String> log;
  private final Pauses pauses = new Pauses();
  private volatile ListingState state =
      new ListingState.Awaited("listing-begins", "The registry was not asked yet");
  private volatile Optional<String> id = Optional.empty();
  private volatile boolean mayBeListed;
  private Optional<SerialNumber> held = Optional.empty();
  private Optional<RegistryClient> registry = Optional.empty();
  private boolean isRegistered;
  private boolean isDescribed;
  private long next = System.nanoTime();
  private String lastLine = "";

  /**
   * What the registry may have of the agent.
   *
   * @param id empty if a registration was sent and its answer was lost
   */
  record Trace(Optional<String> id) {}

  /**
   * @param clients makes a client that shows the credential in use; a connection shows that of its
   *     handshake, so each credential has a client of its own
   */
  Attendance(
      CredentialFolder folder,
      Supplier<RegistryClient> clients,
      Optional<JsonObject> description,
      Consumer<String> log) {
    this.folder = folder;
    this.clients = clients;
    this.description = description;
    this.log = log;
  }

  ListingState state() {
    return state;
  }

  /** Empty if nothing is to be withdrawn. */
  Optional<Trace> trace() {
    return mayBeListed ? Optional.of(new Trace(id)) : Optional.empty();
  }

  /** One look. It never throws, since the next one would not come then. */
  void look() {
    try {
      SerialNumber serial = folder.serial();
      if (!held.equals(Optional.of(serial))) {
        begin(serial);
      }
      if (System.nanoTime() - next >= 0) {
        attend(registry.orElseThrow());
      }
    } catch (ProblemException refusal) {
      await(refusal);
    } catch (RuntimeException e) { // whatever is wrong with the folder, looking goes on
      say("listing=not-tried cause=" + e.getClass().getName());
      state = new ListingState.Awaited("listing-folder", "The credential cannot be read");
      in(pauses.afterFailure(Optional.empty()));
    }
  }

  /** Another credential is registered at once, except when somebody else ended the listing. */
  private void begin(SerialNumber serial) {
    registry.ifPresent(RegistryClient::close);
    registry = Optional.of(clients.get());
    held = Optional.of(serial);
    if (state instanceof ListingState.Revoked) {
      state = new ListingState.Awaited("listing-begins", "A new credential is registered");
    }
    isRegistered = false;
    pauses.reset();
    next = System.nanoTime();
  }

  private void attend(RegistryClient client) {
    if (state instanceof ListingState.Revoked || state instanceof ListingState.Ended) {
      return;
    }
    if (!isRegistered) {
      register(client);
    }
    if (isRegistered) {
      beat(client, id.orElseThrow());
    }
    if (isRegistered) {
      describe(client, id.orElseThrow());
      pauses.reset();
      in(Pauses.spread(BEAT));
    }
  }

  /** After the first time, the listing may have been ended since the last heartbeat. */
  private void register(RegistryClient client) {
    if (id.isPresent() && recorded(client, id.get()).equals(WITHDRAWN)) {
      end(new ListingState.Ended(), WITHDRAWN);
      return;
    }
    mayBeListed = true;
    RegisteredAgent agent = client.register();
    id = Optional.of(agent.id());
    state = new ListingState.Listed(agent.id(), agent.expiresAt());
    isRegistered = true;
    isDescribed = false;
    say(
        "listing=registered agent=%s id=%s serial=%s until=%s"
            .formatted(agent.agent(), agent.id(), held.orElseThrow().hex(), agent.expiresAt()));
  }

  /** What an agent says of itself is not part of being listed, so a refusal ends nothing. */
  private void describe(RegistryClient client, String agent) {
    if (isDescribed || description.isEmpty()) {
      return;
    }
    try {
      client.describe(agent, description.get());
      isDescribed = true;
    } catch (ProblemException refusal) {
      isDescribed = isFinal(refusal);
      say("listing=not-described " + reason(refusal));
    }
  }

  private void beat(RegistryClient client, String agent) {
    try {
      client.heartbeat(agent, TTL, OptionalInt.empty());
    } catch (ProblemException refusal) {
      if (isFinal(refusal)) {
        examine(client, agent, refusal);
      } else {
        say("listing=not-heard " + reason(refusal)); // the registry may still list it
      }
    }
  }

  /** Finds out why the heartbeat was refused. */
  private void examine(RegistryClient client, String agent, ProblemException refusal) {
    if (refusal.type() == ProblemType.CREDENTIAL_REVOKED) {
      throw refusal;
    }
    switch (recorded(client, agent)) {
      case "listed" -> say("listing=not-heard " + reason(refusal));
      case WITHDRAWN -> end(new ListingState.Ended(), WITHDRAWN);
      case "revoked" -> end(new ListingState.Revoked(), "revoked");
      default -> {
        isRegistered = false;
        throw refusal;
      }
    }
  }

  /** The state of the agent's record; empty if the registry has none, as after a restore. */
  private static String recorded(RegistryClient client, String agent) {
    try {
      return client.record(agent).state();
    } catch (ProblemException unknown) {
      if (unknown.type() == ProblemType.AGENT_UNKNOWN) {
        return "";
      }
      throw unknown;
    }
  }

  private void end(ListingState ended, String recorded) {
    state = ended;
    isRegistered = false;
    mayBeListed = false;
    say("listing=ended state=" + recorded);
  }

  private void await(ProblemException refusal) {
    if (Thread.currentThread().isInterrupted()) {
      return; // by the end of the proxy
    }
    if (refusal.type() == ProblemType.CREDENTIAL_REVOKED) {
      end(new ListingState.Revoked(), "revoked");
      return;
    }
    if (!isRegistered) {
      state = new ListingState.Awaited("listing-awaited", refusal.detail());
      mayBeListed = mayBeListed && (id.isPresent() || !ServerRefusal.is(refusal));
    }
    say("listing=refused " + reason(refusal));
    in(pauses.afterFailure(refusal.retryAfter()));
  }

  /** Whether the registry has decided, so that the same request is refused again. */
  private static boolean isFinal(ProblemException refusal) {
    return refusal.type().status() < SERVER_ERROR
        && refusal.type() != ProblemType.TOO_MANY_REQUESTS
        && refusal.type() != ProblemType.REQUEST_TIMEOUT
        && !refusal.check().equals(JsonEndpoint.NOT_REACHED);
  }

  static String reason(ProblemException refusal) {
    return "problem=%s check=%s detail=%s"
        .formatted(refusal.type().slug(), refusal.check(), refusal.detail());
  }

  private void in(Duration pause) {
    next = System.nanoTime() + pause.toNanos();
  }

  /** A line that would only repeat the one before is left out. */
  private void say(String line) {
    if (!line.equals(lastLine)) {
      log.accept(line);
      lastLine = line;
    }
  }

  @Override
  public void close() {
    registry.ifPresent(RegistryClient::close);
  }
}
