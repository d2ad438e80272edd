package org.bailiwick.system.survival;

import static org.awaitility.Awaitility.await;

import jakarta.json.JsonObject;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
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
  private static final int ACCEPTED = 202;

  private final Nodes nodes;
  private final Wire wire;
  private final int lines;
  private final TestLeaf buyer;
  private final String token;
  private final List<String> accepted = new CopyOnWriteArrayList<>();

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
            .bearer(token)
            .as(buyer)
            .header("Idempotency-Key", UUID.randomUUID().toString());
    Answer answer =
        await("job accepted")
            .atMost(Duration.ofMinutes(3))
            .until(() -> persistently(call), one -> one.status() == ACCEPTED);
    accepted.add(answer.text("id"));
    return answer.text("id");
  }

  /** The job when it is no longer running. */
  JsonObject ended(String job) {
    URI address = nodes.master("/v1/jobs/" + job);
    String fresh = accessToken();
    return await("end of job " + job)
        .atMost(Duration.ofMinutes(3))
        .until(
            () -> wire.send(Call.get(address).bearer(fresh).as(buyer)).expecting(200).json(),
            state -> !state.getString("state").equals("running"));
  }

  private String accessToken() {
    Partner partner = new Partner(nodes);
    Map<String, String> form = Partner.form(partner.grant().claim("scope", SCOPE).compact());
    form.put("scope", SCOPE);
    return wire.send(partner.exchange(form).as(buyer)).expecting(200).text("access_token");
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
