package org.bailiwick.system.domainnodes;

import static org.awaitility.Awaitility.await;

import java.net.http.HttpClient;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.bailiwick.contract.testing.TestLeaf;
import org.bailiwick.system.Answer;
import org.bailiwick.system.Call;
import org.bailiwick.system.master.Partner;

/** The partner's buyer, who keeps its connections and repeats what got no answer as it was. */
final class Buyer {
  private static final String SCOPE = "fx.rates@1 invoice.parse@1 ledger.post@1 receipt.write@1";
  private static final Duration TOKEN_USED_FOR = Duration.ofMinutes(2);
  private static final int OK = 200;
  private static final int ACCEPTED = 202;

  private final DomainNodes domain;
  private final TestLeaf identity;
  private final HttpClient client;
  private final Refusals refusals = new Refusals();
  private final List<String> accepted = new CopyOnWriteArrayList<>();
  private Instant tokenEnds = Instant.MIN;
  private String token = "";

  Buyer(DomainNodes domain) {
    this.domain = domain;
    this.identity = domain.nodes().partner("buyer");
    this.client = domain.wire().client(Optional.of(identity)).build();
  }

  Refusals refusals() {
    return refusals;
  }

  TestLeaf identity() {
    return identity;
  }

  /** All jobs that were accepted. */
  List<String> accepted() {
    return accepted;
  }

  /** The id of the job, which is accepted. */
  String post(String job) {
    return offer(job).expecting(ACCEPTED).text("id");
  }

  /** The answer to the job, which may be that it cannot be executed at present. */
  Answer offer(String job) {
    return offer(Call.post(domain.nodes().master("/v1/jobs"), job));
  }

  /** The same at one node, past the proxy. */
  Answer offerAt(DomainNodes.Node node, String job) {
    return offer(Call.post(domain.nodes().master("/v1/jobs"), job).through(node.port()));
  }

  /** Offers the job at one node until it is accepted: a node hears of agents a moment later. */
  String postAt(DomainNodes.Node node, String job) {
    return await("job is accepted at " + node)
        .atMost(DomainNodes.PATIENCE)
        .until(() -> offerAt(node, job), Buyer::isAccepted)
        .text("id");
  }

  static boolean isAccepted(Answer answer) {
    return answer.status() == ACCEPTED;
  }

  private Answer offer(Call call) {
    Answer answer = send(call.header("Idempotency-Key", UUID.randomUUID().toString()));
    if (isAccepted(answer)) {
      accepted.add(answer.text("id"));
    }
    return answer;
  }

  Answer read(String job) {
    return send(Call.get(domain.nodes().master("/v1/jobs/" + job))).expecting(OK);
  }

  /** With the access token. */
  Answer send(Call call) {
    return refusals.persistently(() -> domain.wire().send(call.bearer(token()), client));
  }

  synchronized String token() {
    if (Instant.now().isAfter(tokenEnds)) {
      // A grant counts once, so each try has its own.
      Answer answer = refusals.persistently(() -> domain.wire().send(exchange(), client));
      token = answer.expecting(OK).text("access_token");
      tokenEnds = Instant.now().plus(TOKEN_USED_FOR);
    }
    return token;
  }

  private Call exchange() {
    Partner partner = new Partner(domain.nodes());
    Map<String, String> form = Partner.form(partner.grant().claim("scope", SCOPE).compact());
    form.put("scope", SCOPE);
    return partner.exchange(form);
  }
}
