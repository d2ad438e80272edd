package org.bailiwick.master.oauth;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.bailiwick.master.inventory.TestInventory.known;

import jakarta.ws.rs.core.MultivaluedMap;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.bailiwick.contract.credential.Sha256;
import org.bailiwick.master.transactiontoken.RequestTerms;
import org.bailiwick.master.transactiontoken.TransactionToken;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The parameters of a request for a Txn-Token (Txn-Tokens section 11.1). */
class TxnTokenParametersTest extends ReplacementExchangeCase {

  private TransactionToken claims(IssuedToken token) {
    return rig.mint.read(token.compact());
  }

  private String payload(IssuedToken token) {
    return new String(Base64.getUrlDecoder().decode(token.compact().split("\\.", -1)[1]), UTF_8);
  }

  @Test
  void keepsOfTheParametersOnlyWhatGivesNoRight() {
    String digest = Sha256.hex("the order");
    MultivaluedMap<String, String> form =
        form("request_context", "{\"request_id\":\"request-0001\",\"req_ip\":\"192.0.2.66\"}");
    form.putSingle(
        "request_details",
        "{\"job\":\"job-1\",\"purpose\":\"book\",\"order_sha256\":\"%s\",\"limit\":[{\"a\":\"no right\"}]}"
            .formatted(digest));
    IssuedToken token = issue(form, rig.agent(ledgerWriter));
    assertThat(claims(token).call().terms())
        .isEqualTo(new RequestTerms(Optional.of("request-0001"), Optional.of(digest)));
    assertThat(claims(token).transaction()).isEqualTo(rig.mint.read(given.compact()).transaction());
    assertThat(payload(token)).doesNotContain("192.0.2.66", "req_ip", "limit", "no right");
    assertThat(rig.audit())
        .filteredOn(row -> row.event().equals("replace-token.decided"))
        .singleElement()
        .satisfies(
            row ->
                assertThat(row.details())
                    .contains("order_bound\\\":true", "caller_kind\\\":\\\"agent"));
    assertThat(rig.audit())
        .filteredOn(row -> row.event().equals("token.replaced"))
        .singleElement()
        .satisfies(row -> assertThat(row.details()).contains("request-0001", digest));
  }

  /** What was said of one request is not said of the next one in the chain. */
  @Test
  void theTermsOfARequestAreThoseOfOneToken() {
    list(
        known(receiptWriter, "receipt.write@1", "listed"),
        known(ledgerWriter, "ledger.post@1", "listed"));
    MultivaluedMap<String, String> form =
        form("request_details", "{\"order_sha256\":\"" + Sha256.hex("x") + "\"}");
    IssuedToken token = issue(form, rig.agent(ledgerWriter));
    assertThat(claims(token).call().terms().orderSha256()).isPresent();
    assertThat(claims(issue(form(), rig.agent(ledgerWriter))).call().terms())
        .isEqualTo(RequestTerms.NONE);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "request_context | [] | request-context-form",
        "request_context | {\"a\":1,\"a\":2} | request-context-form",
        "request_context | eyJhIjoxfQ | request-context-form",
        "request_context | {\"a\":[[[[1]]]]} | request-context-form",
        "request_context | {\"request_id\":\"a b\"} | request-context-id",
        "request_context | {\"request_id\":7} | request-context-id",
        "request_details | 7 | request-details-form",
        "request_details | {\"order_sha256\":\"abc\"} | request-details-order",
        "request_details | {\"order_sha256\":null} | request-details-order",
        "request_details | {\"job\":\"job-2\"} | request-details-differ",
        "request_details | {\"purpose\":7} | request-details-differ",
        "request_details | {\"caller\":\"spiffe://bailiwick.example/agent/x\"} | request-details-differ"
      })
  void refusesParametersThatCannotBeReadOrSayOtherwise(String name, String value, String check) {
    refuses(form(name, value), rig.agent(ledgerWriter), OAuthError.INVALID_REQUEST, check);
  }

  @Test
  void threat43RefusesAChangedPurpose() {
    refuses(
        form("request_details", "{\"purpose\":\"transfer\"}"),
        rig.agent(ledgerWriter),
        OAuthError.INVALID_REQUEST,
        "request-details-differ");
  }

  @Test
  void refusesParametersThatAreTooLong() {
    String text = "{\"a\":\"" + "x".repeat(4090) + "\"}";
    refuses(
        form("request_context", text),
        rig.agent(ledgerWriter),
        OAuthError.INVALID_REQUEST,
        "request-context-size");
    refuses(
        form("request_details", text),
        rig.agent(ledgerWriter),
        OAuthError.INVALID_REQUEST,
        "request-details-size");
  }

  /** A transaction begins with a job, whose plan was decided, and with nothing else. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "access_token",
        "refresh_token",
        "id_token",
        "jwt",
        "saml1",
        "saml2",
        "self_signed",
        "unsigned_json"
      })
  void onlyATransactionTokenIsExchanged(String type) {
    refuses(
        form("subject_token_type", "urn:ietf:params:oauth:token-type:" + type),
        rig.agent(ledgerWriter),
        OAuthError.INVALID_REQUEST,
        "subject-token-type");
  }

  @Test
  void refusesAnotherRequestedTypeAndAnActor() {
    refuses(
        form("requested_token_type", "urn:ietf:params:oauth:token-type:access_token"),
        rig.agent(ledgerWriter),
        OAuthError.INVALID_REQUEST,
        "requested-token-type");
    for (String name : List.of("actor_token", "actor_token_type")) {
      refuses(form(name, "x"), rig.agent(ledgerWriter), OAuthError.INVALID_REQUEST, "actor-token");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "audience",
        "scope",
        "subject_token",
        "subject_token_type",
        "requested_token_type"
      })
  void refusesARequestThatLacksAParameter(String name) {
    MultivaluedMap<String, String> form = form();
    form.remove(name);
    refuses(form, rig.agent(ledgerWriter), OAuthError.INVALID_REQUEST, "parameter-missing");
  }
}
