package org.bailiwick.enforcement.feed;

import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.io.IOException;
import java.net.URI;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.bailiwick.contract.identity.SpiffeId;
import org.bailiwick.contract.json.StrictJson;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.enforcement.AgentFacts;
import org.bailiwick.enforcement.CredentialFacts;
import org.bailiwick.enforcement.CredentialFacts.AttestationFacts;
import org.bailiwick.enforcement.RevokedSerial;
import org.bailiwick.enforcement.TaskFlow;
import org.bailiwick.node.decision.TrustworthinessJson;

/** The facts in the data of events. Members that are not known are left out. */
final class FeedFacts {

  /** A bundle that is to be in force. */
  record BundleName(long number, String digest) {}

  private FeedFacts() {}

  private interface Reading<T> {
    T of(JsonObject data);
  }

  static AgentFacts agent(String data) throws IOException {
    return read(data, FeedFacts::agent);
  }

  static TaskFlow task(String data) throws IOException {
    return read(
        data,
        json ->
            new TaskFlow(
                json.getString("task"),
                json.getString("txn"),
                SpiffeId.parse(json.getString("caller")).toString(),
                SpiffeId.parse(json.getString("callee")).toString(),
                Instant.parse(json.getString("until"))));
  }

  static String endedTask(String data) throws IOException {
    return read(data, json -> json.getString("task"));
  }

  static RevokedSerial revoked(String data) throws IOException {
    return read(
        data, json -> new RevokedSerial(json.getString("issuer"), json.getString("serial")));
  }

  static BundleName bundle(String data) throws IOException {
    return read(
        data,
        json ->
            new BundleName(
                json.getJsonNumber("number").longValueExact(), json.getString("digest")));
  }

  private static AgentFacts agent(JsonObject json) {
    return new AgentFacts(
        SpiffeId.parse(json.getString("id")).toString(),
        json.getString("status"),
        text(json, "locator").map(URI::create),
        text(json, "owner"),
        texts(json, "capabilities"),
        texts(json, "segments"),
        text(json, "serial").map(serial -> credential(serial, json)),
        text(json, "risk"));
  }

  private static CredentialFacts credential(String serial, JsonObject json) {
    Optional<AttestationFacts> attestation =
        Optional.ofNullable(json.getJsonObject("attestation"))
            .map(
                known ->
                    new AttestationFacts(
                        known.getString("status"),
                        Instant.parse(known.getString("appraised_at")),
                        TrustworthinessJson.read(known)));
    return new CredentialFacts(serial, text(json, "not_after").map(Instant::parse), attestation);
  }

  private static Optional<String> text(JsonObject json, String name) {
    return Optional.ofNullable(json.getString(name, null));
  }

  private static Set<String> texts(JsonObject json, String name) {
    return Optional.ofNullable(json.getJsonArray(name))
        .map(JsonArray::stream)
        .map(all -> all.map(each -> ((JsonString) each).getString()).collect(Collectors.toSet()))
        .orElse(Set.of());
  }

  private static <T> T read(String data, Reading<T> reading) throws IOException {
    try {
      return reading.of(StrictJson.object(data));
    } catch (ProblemException
        | ClassCastException
        | NullPointerException
        | IllegalArgumentException
        | ArithmeticException
        | DateTimeException e) {
      throw new IOException("an event of the feed cannot be read", e);
    }
  }
}
