package org.bailiwick.master.transactiontoken;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.bailiwick.contract.capability.CapabilitySet;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.master.tokenledger.TokenLifetime;

/**
 * The claims of a Txn-Token. Their names occur only in this type.
 *
 * <ul>
 *   <li>{@code req_wl} is the workload that requested this token. {@code req_wl_chain}, a private
 *       claim, lists this workload and those that requested the token's ancestors, oldest first.
 *   <li>{@code tctx} (job, purpose, caller) is the same in every token of the transaction.
 *   <li>{@code rctx.step} is the step. {@code rctx.callee} is the workload for which the token was
 *       minted, if it is known; only this workload can exchange the token. {@code rctx.request_id}
 *       and {@code rctx.order_sha256} are what its workload has said ({@link RequestTerms}). {@code
 *       rctx.budget} is how much the job may still be spread ({@link Budget}).
 *   <li>{@code act} is the agent whose request led to this token, with earlier agents nested.
 * </ul>
 */
public record TransactionToken(
    String jti, Shared transaction, CapabilitySet scope, Call call, TokenLifetime lifetime) {

  /** The JOSE header {@code typ} (Txn-Tokens section 9.1). */
  public static final String TYP = "txntoken+jwt";

  /** The claims {@code txn}, {@code sub} and {@code tctx}: the same in every token of a job. */
  public record Shared(String txn, String subject, JsonObject context) {}

  /** The claims {@code req_wl_chain}, {@code rctx} and {@code act} of the call of a step. */
  public record Call(
      List<String> workloads,
      String stepId,
      Optional<String> callee,
      JsonObject actor,
      RequestTerms terms,
      Optional<Budget> budget) {

    public Call {
      workloads = List.copyOf(workloads);
    }

    /** The last workload of the chain, which requested this token. */
    public String requestingWorkload() {
      return workloads.getLast();
    }
  }

  JsonObject claims(String issuer, String audience) {
    JsonArrayBuilder chain = Json.createArrayBuilder();
    call.workloads().forEach(chain::add);
    JsonObjectBuilder request = Json.createObjectBuilder().add("step", call.stepId());
    call.callee().ifPresent(workload -> request.add("callee", workload));
    call.terms().addTo(request);
    call.budget().ifPresent(budget -> request.add(Budget.CLAIM, budget.json()));
    return Json.createObjectBuilder()
        .add("iss", issuer)
        .add("aud", audience)
        .add("iat", lifetime.issuedAt().getEpochSecond())
        .add("exp", lifetime.expiresAt().getEpochSecond())
        .add("jti", jti)
        .add("txn", transaction.txn())
        .add("sub", transaction.subject())
        .add("scope", scope.scope())
        .add("req_wl", call.requestingWorkload())
        .add("req_wl_chain", chain)
        .add("tctx", transaction.context())
        .add("rctx", request)
        .add("act", call.actor())
        .build();
  }

  /** Reads the claims of a token whose signature, typ, issuer, audience and time were checked. */
  static TransactionToken of(JsonObject claims) {
    try {
      JsonArray chain = claims.getJsonArray("req_wl_chain");
      JsonObject request = claims.getJsonObject("rctx");
      JsonValue callee = request.get("callee");
      return new TransactionToken(
          claims.getString("jti"),
          new Shared(
              claims.getString("txn"), claims.getString("sub"), claims.getJsonObject("tctx")),
          CapabilitySet.parseScope(claims.getString("scope")),
          new Call(
              chain.getValuesAs(JsonString::getString),
              request.getString("step"),
              callee instanceof JsonString name ? Optional.of(name.getString()) : Optional.empty(),
              claims.getJsonObject("act"),
              RequestTerms.of(request),
              Optional.ofNullable(request.getJsonObject(Budget.CLAIM)).map(Budget::of)),
          new TokenLifetime(
              Instant.ofEpochSecond(claims.getJsonNumber("iat").longValueExact()),
              Instant.ofEpochSecond(claims.getJsonNumber("exp").longValueExact())));
    } catch (NullPointerException | ClassCastException | ArithmeticException e) {
      throw new ProblemException(
          ProblemType.ACCESS_TOKEN_INVALID, "txn-token-claims", "The token lacks a claim.", e);
    }
  }
}
