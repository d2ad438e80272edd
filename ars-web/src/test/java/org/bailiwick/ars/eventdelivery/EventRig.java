package org.bailiwick.ars.eventdelivery;

import jakarta.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.bailiwick.ars.agentevent.EventClaims;
import org.bailiwick.ars.agentevent.EventSigner;
import org.bailiwick.ars.agentevent.StateChanges;
import org.bailiwick.ars.eventstream.EventSettings;
import org.bailiwick.ars.eventstream.EventStream;
import org.bailiwick.ars.eventstream.EventStreams;
import org.bailiwick.ars.eventstream.ReceiverRight;
import org.bailiwick.ars.eventstream.TestStreams;
import org.bailiwick.ars.history.Cause;
import org.bailiwick.ars.history.Reason;
import org.bailiwick.ars.policy.FindableAgents;
import org.bailiwick.ars.policy.RegistrySegments;
import org.bailiwick.ars.records.AgentChanges;
import org.bailiwick.ars.records.AgentRecord;
import org.bailiwick.ars.records.TestRegistry;
import org.bailiwick.contract.json.StrictJson;
import org.bailiwick.contract.testing.TestLeaf;
import org.bailiwick.node.decision.Gate;
import org.bailiwick.node.lease.Lease;
import org.bailiwick.node.outbound.FetchSettings;
import org.bailiwick.node.outbound.GuardedFetch;
import org.bailiwick.node.outbound.Origin;
import org.bailiwick.node.outbound.receiver.ReceiverOrigins;
import org.bailiwick.node.peer.TestPeers;
import org.bailiwick.node.peer.VerifiedPeer;
import org.bailiwick.node.peer.VerifiedPeer.Kind;
import org.bailiwick.node.secretstore.InMemoryWrappingKeys;
import org.bailiwick.node.secretstore.SecretStore;
import org.bailiwick.node.testing.DefaultPolicies;
import org.bailiwick.node.testing.TestServer;
import org.bailiwick.policy.AccessRequest;
import org.bailiwick.policy.Action;
import org.bailiwick.policy.Decision;

/** A registry without a container, and a receiver, which is a real HTTPS server. */
final class EventRig implements AutoCloseable {
  static final String CAPABILITY = "invoice.parse@1";

  /** What the receiver got. */
  record Received(String path, String authorization, String type, String token) {
    JsonObject claims() {
      return EventRig.claims(token);
    }
  }

  final TestRegistry registry;
  final List<Received> received = new CopyOnWriteArrayList<>();
  final AtomicInteger answer = new AtomicInteger(202);
  final TestServer server;
  final EventStreams streams;
  final TestStreams control;
  final ReceiverRight right;
  final DueEvents events;
  final Acknowledgements acknowledgements;
  final EventSigner signer;
  final Delivered delivered = new Delivered();
  final InMemoryWrappingKeys wrappingKeys = new InMemoryWrappingKeys();

  /** Agents that nobody may find, by name. */
  final Set<String> hidden = new HashSet<>();

  /** Subjects that may subscribe beside those of the default policies. */
  final Set<String> permitted = new HashSet<>();

  final TestLeaf auditorLeaf;
  final VerifiedPeer auditor;
  final VerifiedPeer node;
  private final SecretStore secrets;
  private final EventSettings settings;
  private final AtomicLong elapsed = new AtomicLong();
  private final Map<String, TestLeaf> leaves = new HashMap<>();

  EventRig(Path folder) {
    registry = new TestRegistry(folder);
    server = receiver();
    Origin origin = Origin.of(server.base());
    settings =
        TestStreams.settings(
            new ReceiverOrigins(Set.of(origin), Set.of(origin), Set.of(registry.ca.root())));
    Gate gate = new Gate(this::decide, registry.writer());
    streams = new EventStreams(registry.reads(), registry.writer(), settings.ofReceiver());
    right = new ReceiverRight(gate, registry.records(), registry.peers());
    secrets = new SecretStore(registry.reads(), registry.writer(), wrappingKeys, registry.clock);
    control =
        new TestStreams(
            streams,
            right,
            secrets,
            settings,
            () -> registry.records().revision().number(),
            registry.clock);
    events =
        new DueEvents(
            new StateChanges(registry.reads()),
            new FindableAgents(gate, new RegistrySegments(Optional::empty), registry.records()),
            new EventClaims(TestStreams.ISSUER, issuer -> Optional.of("CN=Issuing")),
            registry.status());
    acknowledgements = new Acknowledgements(streams, events);
    signer = new EventSigner(registry::keys, registry.clock);
    auditorLeaf = registry.ca.operator("auditor", "auditor-1");
    auditor = TestPeers.of(Kind.OPERATOR, auditorLeaf.certificate());
    node = TestPeers.of(Kind.NODE, registry.ca.node("domain").certificate());
  }

  private TestServer receiver() {
    return TestServer.secured(registry.ca.nodeServer("receiver").tls(registry.ca.trust()))
        .on(
            "/",
            exchange -> {
              received.add(
                  new Received(
                      exchange.getRequestURI().toString(),
                      exchange.getRequestHeaders().getFirst("Authorization"),
                      exchange.getRequestHeaders().getFirst("Content-Type"),
                      new String(
                          exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
              TestServer.answer(exchange, answer.get(), new byte[0]);
            });
  }

  private Decision decide(AccessRequest request) {
    boolean isHidden =
        request.action() == Action.FIND_AGENT && hidden.contains(request.resource().id());
    if (isHidden) {
      return new Decision.Deny(List.of("hidden"), List.of(), "1");
    }
    if (request.action() == Action.SUBSCRIBE_EVENTS && permitted.contains(request.subject().id())) {
      return new Decision.Permit(List.of(), List.of(), List.of(), "1");
    }
    return DefaultPolicies.inForce().decide(request);
  }

  /** Lists an agent under a name. */
  AgentRecord list(String number, String name) {
    TestLeaf leaf = registry.ca.agent(name, CAPABILITY);
    leaves.put(name, leaf);
    return registry.list(number, leaf);
  }

  TestLeaf leaf(String name) {
    return leaves.get(name);
  }

  void quarantine(AgentRecord agent) {
    registry
        .changes()
        .commit(
            em ->
                AgentChanges.quarantine(
                    em,
                    agent.identifier(),
                    registry.clock.instant(),
                    new Cause(Reason.QUARANTINED, "secret words", "officer")));
  }

  void release(AgentRecord agent) {
    registry
        .changes()
        .commit(
            em ->
                AgentChanges.release(
                    em,
                    agent.identifier(),
                    new AgentChanges.Release(
                        registry.clock.instant(),
                        new Cause(Reason.RELEASED, "", "officer"),
                        key -> true)));
  }

  /** A stream of this peer, by poll. */
  EventStream poll(VerifiedPeer peer, String... events) {
    return stream(peer, body(events) + "}");
  }

  /** A stream of the auditor, by push to a path of the receiver. */
  EventStream push(VerifiedPeer peer, String path, String... more) {
    return stream(
        peer,
        body(more)
            + ",\"delivery\":{\"method\":\"urn:ietf:rfc:8935\",\"endpoint_url\":\""
            + server.at(path)
            + "\",\"authorization_header\":\"Bearer s-1\"}}");
  }

  private static String body(String... events) {
    return events.length == 0
        ? "{\"description\":\"test\""
        : "{\"events_requested\":[\"" + String.join("\",\"", events) + "\"]";
  }

  EventStream stream(VerifiedPeer peer, String body) {
    String id = control.create(peer, body).getString("stream_id");
    pass(Duration.ofSeconds(2));
    return found(id);
  }

  EventStream found(String id) {
    return streams.find(id).orElseThrow();
  }

  /** What the receiver lacks, as the kinds of events and the names of agents. */
  List<String> due(EventStream stream, VerifiedPeer peer) {
    return events.next(found(stream.id()), peer, DueEvents.WINDOW).due().stream()
        .map(due -> told(due.claims()))
        .toList();
  }

  List<String> ids(EventStream stream, VerifiedPeer peer) {
    return events.next(found(stream.id()), peer, DueEvents.WINDOW).due().stream()
        .map(DueEvents.Due::id)
        .toList();
  }

  EventStream acknowledge(EventStream stream, VerifiedPeer peer, String... ids) {
    return acknowledgements.store(found(stream.id()), peer, Set.of(ids), Map.of()).orElseThrow();
  }

  static String told(JsonObject claims) {
    String type = claims.getJsonObject("events").keySet().iterator().next();
    String about = claims.getJsonObject("sub_id").getString("uri", "");
    return type.substring(type.lastIndexOf(type.startsWith("urn:") ? ':' : '/') + 1)
        + " "
        + about.substring(about.lastIndexOf('/') + 1);
  }

  static JsonObject claims(String token) {
    String payload = token.split("\\.", -1)[1];
    return StrictJson.object(Base64.getUrlDecoder().decode(payload));
  }

  PushWorker worker(String process) {
    return worker(process, Runnable::run);
  }

  PushWorker worker(String process, Executor threads) {
    FetchSettings fetch =
        new FetchSettings(settings.receivers().privateOrigins(), 0, Duration.ofSeconds(5));
    PushSender sender =
        new PushSender(
            new PushSender.Parts(
                streams,
                right,
                events,
                acknowledgements,
                signer,
                secrets,
                delivered,
                registry.clock),
            settings.receivers(),
            new GuardedFetch(fetch));
    return new PushWorker(
        new PushWorker.Parts(
            streams,
            events,
            sender,
            right,
            new Lease(registry.writer(), process, registry.clock, elapsed::get),
            times()),
        threads);
  }

  DeliveryTimes times() {
    return new DeliveryTimes(
        () -> registry.records().revision().number(),
        elapsed::get,
        registry.clock,
        settings.inactivity());
  }

  void pass(Duration time) {
    registry.clock.move(time);
    elapsed.addAndGet(time.toNanos());
  }

  Instant now() {
    return registry.clock.instant();
  }

  /** The details of the audit rows of this event. */
  List<String> audit(String event) {
    List<String> rows = new ArrayList<>();
    registry.audit().stream()
        .filter(row -> row.event().equals(event))
        .forEach(row -> rows.add(row.check() + " " + row.subject() + " " + row.details()));
    return rows;
  }

  @Override
  public void close() {
    server.close();
    registry.close();
  }
}
