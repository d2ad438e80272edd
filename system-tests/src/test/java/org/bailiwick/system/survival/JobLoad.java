package org.bailiwick.system.survival;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.bailiwick.contract.testing.TestLeaf;
import org.bailiwick.system.Answer;
import org.bailiwick.system.Call;
import org.bailiwick.system.Nodes;
import org.bailiwick.system.Wire;
import org.bailiwick.system.master.Partner;

/** The demo's job, handed in by the partner's buyer, over and over. */
final class JobLoad extends Load {
  private static final String SCOPE = "fx.rates@1 invoice.parse@1 ledger.post@1 receipt.write@1";
  private static final int OK = 200;
  private static final int ACCEPTED = 202;
  private static final int UNAUTHORIZED = 401;
  private static final int LATEST = 8;

  private final Nodes nodes;
  private final Wire wire;
  private final int lines;
  private final TestLeaf buyer;
  private volatile String token;
  private final List<String> accepted = new CopyOnWriteArrayList<>();
  private final Map<String, JsonObject> seen = new ConcurrentHashMap<>();

  JobLoad(Nodes nodes, Wire wire, int lines) {
    super(wire);
    this.nodes = nodes;
    this.wire = wire;
    this.lines = lines;
    this.buyer = nodes.partner("buyer");
    this.token = accessToken();
  }

  @Override
  void once() {
    post();
    JsonObject eldest = read(accepted.get(Math.max(0, accepted.size() - LATEST)));
    if (!eldest.getString("state").equals("running")) {
      seen.put(eldest.getString("id"), eldest);
    }
    rest();
  }

  @Override
  int done() {
    return accepted.size();
  }

  List<String> accepted() {
    return accepted;
  }

  /** Hands the job in until it is accepted: the Master Agent hears of agents a moment later. */
  String post() {
    Call call =
        Call.post(nodes.master("/v1/jobs"), job())
            .header("Idempotency-Key", UUID.randomUUID().toString());
    Answer answer =
        await("job accepted")
            .atMost(PATIENCE)
            .until(() -> asBuyer(call), one -> one.status() == ACCEPTED);
    accepted.add(answer.text("id"));
    return answer.text("id");
  }

  /** The job as its owner sees it. */
  JsonObject read(String job) {
    return asBuyer(Call.get(nodes.master("/v1/jobs/" + job))).expecting(200).json();
  }

  /**
   * Waits until no job is running; a step that met a node without its database may have failed, and
   * its job says so.
   *
   * @return the jobs that are done
   */
  List<String> requireAllEnded() {
    List<String> done = new ArrayList<>();
    for (String job : accepted) {
      JsonObject end =
          await("end of job " + job)
              .atMost(PATIENCE)
              .until(() -> read(job), state -> !state.getString("state").equals("running"));
      if (end.getString("state").equals("done")) {
        done.add(job);
      } else {
        assertThat(end.getString("reason", "")).as(end.toString()).contains("unavailable");
      }
    }
    return done;
  }

  /** Waits until no job is running; every one is done, and those seen ended are as they were. */
  void requireAllDone() {
    for (String job : accepted) {
      JsonObject end =
          await("end of job " + job)
              .atMost(PATIENCE)
              .until(() -> read(job), state -> !state.getString("state").equals("running"));
      assertThat(end.getString("state")).as(end.toString()).isEqualTo("done");
      assertThat(end).isEqualTo(seen.getOrDefault(job, end));
    }
  }

  /** With the access token, and with a new one when it has expired meanwhile. */
  private Answer asBuyer(Call call) {
    Answer answer = persistently(call.bearer(token).as(buyer));
    if (answer.status() == UNAUTHORIZED) {
      token = accessToken();
      answer = persistently(call.bearer(token).as(buyer));
    }
    return answer;
  }

  /** A grant counts once, so each try has its own. */
  private String accessToken() {
    return await("access token")
        .atMost(PATIENCE)
        .ignoreExceptions()
        .until(this::exchange, answer -> answer.status() == OK)
        .text("access_token");
  }

  private Answer exchange() {
    Partner partner = new Partner(nodes);
    Map<String, String> form = Partner.form(partner.grant().claim("scope", SCOPE).compact());
    form.put("scope", SCOPE);
    return wire.send(partner.exchange(form).as(buyer));
  }

  private String job() {
    String invoices =
        IntStream.range(0, lines)
            .mapToObj(
                i -> "INV-" + i + ",2026-11-01,C" + i % 900 + ",USD," + (100 + i) + ".00,19.00\\n")
            .collect(Collectors.joining());
    return """
    {"purpose": "book supplier invoices", "steps": [
      {"id": "invoices", "capability": "invoice.parse@1",
       "input": {"csv": "number,date,customer,currency,net,vat\\n%s"}},
      {"id": "rates", "capability": "fx.rates@1",
       "input": {"table": "currency,per_eur\\nEUR,1.0000\\nUSD,1.0842\\n"}},
      {"id": "booking", "capability": "ledger.post@1", "input": {},
       "after": ["invoices", "rates"], "delegates": ["receipt.write@1"]}]}
    """
        .formatted(invoices);
  }
}
