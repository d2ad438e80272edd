package org.bailiwick.ars.changestream;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.bailiwick.ars.discovery.ChangeFeed;
import org.bailiwick.ars.discovery.ChangePosition;
import org.bailiwick.ars.eventstream.ReceiverRight;
import org.bailiwick.ars.policy.FindableAgents;
import org.bailiwick.ars.policy.RegistryQuestion;
import org.bailiwick.ars.policy.RegistryQuestion.Subscription;
import org.bailiwick.ars.policy.RegistryQuestion.View;
import org.bailiwick.ars.records.AgentState;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.node.decision.Gate;
import org.bailiwick.node.lists.PageTokens;
import org.bailiwick.node.lists.PageTokens.Scope;
import org.bailiwick.node.peer.VerifiedPeer;

/**
 * On what terms a reader follows the registry. One that may read the whole registry gets what
 * {@code /v1/changes} shows; any other that may follow gets the agents that it may find, and
 * positions that tell nothing of how many others there are.
 */
@ApplicationScoped
class ReaderTerms {
  private static final String ID = "id";
  private static final String STATE = "state";
  private static final Optional<JsonObject> NOTHING = Optional.empty();

  private Gate gate;
  private ReceiverRight right;
  private ChangeFeed feed;
  private FindableAgents findable;
  private PageTokens tokens;
  private Clock clock;

  /** CDI proxies need this constructor. */
  ReaderTerms() {}

  @Inject
  ReaderTerms(
      Gate gate,
      ReceiverRight right,
      ChangeFeed feed,
      FindableAgents findable,
      PageTokens tokens,
      Clock clock) {
    this.gate = gate;
    this.right = right;
    this.feed = feed;
    this.findable = findable;
    this.tokens = tokens;
    this.clock = clock;
  }

  /** The terms, and how the reader's positions are read; empty for one that begins anew. */
  record Granted(ChangeStream.Terms terms, Function<String, Optional<ChangePosition>> positions) {

    Optional<ChangePosition> position(String text) {
      return positions.apply(text);
    }
  }

  /**
   * The terms for this reader.
   *
   * @param again verifies the reader again
   * @throws ProblemException policy-denied
   */
  Granted require(VerifiedPeer peer, Supplier<VerifiedPeer> again) {
    if (readsAll(peer)) {
      gate.requireAndRecord(RegistryQuestion.read(peer, View.SNAPSHOT));
      return new Granted(
          new ChangeStream.Terms(
              peer.id().toString(),
              () -> gate.require(RegistryQuestion.read(again.get(), View.SNAPSHOT)),
              feed::page),
          text -> Optional.of(ChangePosition.parse(text)));
    }
    gate.record(right.require(peer, Subscription.FOLLOW));
    Scope scope = new Scope(peer.id().toString(), "changes");
    return new Granted(
        new ChangeStream.Terms(
            peer.id().toString(),
            () -> right.requireStill(again.get(), Subscription.FOLLOW),
            position -> feed.page(position, new Finder(again, scope))),
        text -> position(scope, text));
  }

  private boolean readsAll(VerifiedPeer peer) {
    return peer.kind() != VerifiedPeer.Kind.SERVICE
        && gate.permits(RegistryQuestion.read(peer, View.SNAPSHOT));
  }

  /** A token counts for minutes; a reader that comes back later begins anew. */
  private Optional<ChangePosition> position(Scope scope, String text) {
    try {
      return Optional.of(ChangePosition.parse(tokens.position(scope, text, clock.instant())));
    } catch (ProblemException expired) {
      return Optional.empty();
    }
  }

  /** A reader that is shown what it may find. */
  private final class Finder implements ChangeFeed.Reader {
    private final Supplier<VerifiedPeer> again;
    private final Scope scope;

    Finder(Supplier<VerifiedPeer> again, Scope scope) {
      this.again = again;
      this.scope = scope;
    }

    @Override
    public List<Optional<JsonObject>> shown(List<JsonObject> views) {
      Set<String> visible =
          findable.among(again.get(), views.stream().map(view -> view.getString(ID)).toList());
      return views.stream()
          .map(view -> visible.contains(view.getString(ID)) ? Optional.of(view(view)) : NOTHING)
          .toList();
    }

    @Override
    public String position(ChangePosition next) {
      return tokens.token(scope, next.toString(), clock.instant());
    }
  }

  /** Of an agent that is not listed the reader learns that and no more. */
  private static JsonObject view(JsonObject view) {
    if (view.getString(STATE).equals(AgentState.LISTED.text())) {
      return Json.createObjectBuilder(view).remove("principal").remove("attestation").build();
    }
    return Json.createObjectBuilder()
        .add(ID, view.get(ID))
        .add("agent", view.get("agent"))
        .add(STATE, view.get(STATE))
        .build();
  }
}
