package org.bailiwick.client.enrolment;

import jakarta.json.Json;
import jakarta.json.JsonObjectBuilder;
import java.io.IOException;
import java.security.PublicKey;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bailiwick.client.attestor.EnrolmentEvidence;
import org.bailiwick.client.credential.TrustedAuthority;
import org.bailiwick.client.testing.ScriptedNode;
import org.bailiwick.client.testing.ScriptedNode.Call;
import org.bailiwick.client.testing.ScriptedNode.Reply;
import org.bailiwick.contract.capability.CapabilitySet;
import org.bailiwick.contract.credential.Pem;
import org.bailiwick.contract.identity.Locator;
import org.bailiwick.contract.identity.Owner;
import org.bailiwick.contract.identity.ValidationMethod;
import org.bailiwick.contract.testing.TestCa;

/** An authority that gives the answers which the test wrote, and then grants what it is asked. */
public final class ScriptedAuthority implements AutoCloseable {
  public static final TestCa CA = TestCa.create("bailiwick.example");
  public static final TrustedAuthority TRUSTED =
      new TrustedAuthority(CA.domain(), CA.root(), Set.of(CA.operatorCa()));

  /** When {@link #granted} says that the credential is to be renewed. */
  public static final String RENEW_AT = "2100-01-01T00:00:00Z";

  private static final String ENROLMENTS = "/v1/enrolments";

  private final ScriptedNode node;
  private final AuthorityClient client;
  private final Deque<Reply> replies = new ArrayDeque<>();
  private Optional<String> token = Optional.empty();

  private ScriptedAuthority(ScriptedNode node) {
    this.node = node;
    this.client = new AuthorityClient(node.uri(), TRUSTED);
  }

  public static ScriptedAuthority start() throws IOException {
    ScriptedAuthority authority =
        new ScriptedAuthority(ScriptedNode.overTls(CA.nodeServer("authority").tls(CA.trust())));
    authority.node.on("/v1/nonces", call -> Reply.json(201, "{\"nonce\":\"n-1\"}"));
    authority.node.on(ENROLMENTS, authority::answer);
    return authority;
  }

  private Reply answer(Call call) {
    return replies.isEmpty()
        ? granted(KeyForm.REQUEST.key(call.json().getString("csr")))
        : replies.removeFirst();
  }

  /** The reply to an order for {@link #order} with this key. */
  public Reply granted(PublicKey key) {
    JsonObjectBuilder answer =
        Json.createObjectBuilder()
            .add("serial", "0abd")
            .add("agent", "spiffe://bailiwick.example/agent/reader")
            .add("not_after", "2100-01-01T00:00:00Z")
            .add("renew_at", RENEW_AT)
            .add("chain", Pem.of(CA.agentFor(key, "reader", "invoice.parse@1")));
    token.ifPresent(text -> answer.add("wit", text));
    return Reply.json(201, answer.build().toString());
  }

  /** Enrolments get these answers next, each once. */
  public void answers(Reply... next) {
    replies.addAll(List.of(next));
  }

  /** Whether enrolments are granted from here on. */
  public boolean hasAnswered() {
    return replies.isEmpty();
  }

  /** Credentials come with this Workload Identity Token. */
  public void grantsToken(Optional<String> text) {
    token = text;
  }

  /** For more paths. */
  public ScriptedNode node() {
    return node;
  }

  public AuthorityClient client() {
    return client;
  }

  /** The enrolments that were posted so far, first first. */
  public List<Call> enrolments() {
    return node.calls().stream()
        .filter(call -> call.path().equals(ENROLMENTS) && call.method().equals("POST"))
        .toList();
  }

  public static EnrolmentOrder order() {
    return new EnrolmentOrder(credential(), Optional.empty(), Optional.empty());
  }

  static RequestedCredential credential() {
    return new RequestedCredential(
        "agent-default",
        "reader",
        Owner.parse("Finance"),
        CapabilitySet.parse(List.of("invoice.parse@1")),
        Locator.parse("https://127.0.0.1:7001/work"),
        Set.of(ValidationMethod.MTLS));
  }

  public static Applicant applicant() {
    return Applicant.of(request -> new EnrolmentEvidence("oidc-token", "token-1"));
  }

  @Override
  public void close() {
    client.close();
    node.close();
  }
}
