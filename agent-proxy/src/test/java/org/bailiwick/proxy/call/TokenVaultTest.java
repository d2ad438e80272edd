package org.bailiwick.proxy.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.StringReader;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.proxy.rules.Destination;
import org.junit.jupiter.api.Test;

/** Tokens in answers as an agent sees them, and their use by it. */
class TokenVaultTest {
  private static final String JSON = "application/json";
  private static final String IDP = "https://idp.example";
  private static final String SECRET = "s3cret.token.text";

  private Instant now = Instant.parse("2026-11-27T12:00:00Z");
  private final TokenVault vault = new TokenVault(new Ticking());

  private final class Ticking extends Clock {
    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }

  private static Destination takingFrom(String... origins) {
    return new Destination(
        "https://jobs.example",
        Optional.empty(),
        Optional.empty(),
        Set.of("GET"),
        List.of("/"),
        Set.of(origins),
        Optional.empty(),
        false);
  }

  private JsonObject kept(String body) {
    return Json.createReader(new StringReader(vault.keep(body, JSON, IDP))).readObject();
  }

  private String handle(String more) {
    return kept("{\"access_token\":\"" + SECRET + "\"" + more + "}").getString("access_token");
  }

  private void refused(String check, String handle, Destination destination) {
    assertThatThrownBy(() -> vault.open(handle, destination))
        .isInstanceOfSatisfying(ProblemException.class, e -> assertThat(e.check()).isEqualTo(check))
        .hasMessageNotContaining(SECRET);
  }

  @Test
  void aHandleIsOpenedForThePlacesThatMayHaveTheTokenAndNoOther() {
    String handle = handle("");
    assertThat(vault.open(handle, takingFrom(IDP)).text()).isEqualTo(SECRET);
    assertThat(vault.open(handle, takingFrom("https://x.example", IDP)).text()).isEqualTo(SECRET);
    refused("token-destination", handle, takingFrom("https://x.example"));
    refused("token-handle", handle + "x", takingFrom(IDP));
    refused("token-handle", SECRET, takingFrom(IDP));
    assertThat(vault.open(handle, takingFrom(IDP)).toString()).doesNotContain(SECRET);
  }

  @Test
  void aTokenEndsWhenItsIssuerSaysAndAfterAnHourAtTheLatest() {
    String brief = handle(",\"expires_in\":60");
    String endless = handle(",\"expires_in\":1e300");
    String silent = handle("");
    String past = handle(",\"expires_in\":-5");
    refused("token-handle", past, takingFrom(IDP));
    now = now.plusSeconds(59);
    assertThat(vault.open(brief, takingFrom(IDP)).text()).isEqualTo(SECRET);
    now = now.plusSeconds(1);
    refused("token-handle", brief, takingFrom(IDP));
    now = now.plus(Duration.ofMinutes(59)).minusSeconds(1);
    assertThat(vault.open(silent, takingFrom(IDP)).text()).isEqualTo(SECRET);
    now = now.plusSeconds(1);
    refused("token-handle", silent, takingFrom(IDP));
    refused("token-handle", endless, takingFrom(IDP));
  }

  /** An issuer that hands out tokens without end can't fill the memory: the oldest goes. */
  @Test
  void keepsSoManyAndForgetsTheOldestFirst() {
    String first = handle("");
    Set<String> handles = new HashSet<>();
    for (int made = 0; made < 255; made++) {
      handles.add(handle(""));
    }
    assertThat(handles).hasSize(255);
    assertThat(vault.open(first, takingFrom(IDP)).text()).isEqualTo(SECRET);
    handles.add(handle(""));
    refused("token-handle", first, takingFrom(IDP));
    handles.forEach(each -> assertThat(vault.open(each, takingFrom(IDP)).text()).isEqualTo(SECRET));
  }

  @Test
  void whatIsNoTokenStaysAsItWasToTheLetter() {
    for (String body :
        List.of(
            "{ \"b\" : 1, \"a\":[ null, true ] }", "[]", "\"text\"", "", " ", "no json at all")) {
      assertThat(vault.keep(body, body.isEmpty() ? JSON : "text/plain", IDP)).isEqualTo(body);
    }
  }

  @Test
  void refreshTokensAndTokensThatAreNoTextAreDropped() {
    JsonObject shown =
        kept(
            """
            {"refresh_token": "r", "client_secret": "c", "device_secret": "d",
             "access_token": {"x": "s3cret.token.text"}, "id_token": "s3cret.token.text", "scope": "a"}
            """);
    assertThat(shown).containsOnlyKeys("id_token", "scope");
    assertThat(shown.toString()).doesNotContain(SECRET);
    assertThat(vault.open(shown.getString("id_token"), takingFrom(IDP)).text()).isEqualTo(SECRET);
  }

  @Test
  void anAnswerWhoseTokensCannotBeFoundIsWithheld() {
    for (String[] row :
        new String[][] {
          {"{\"access_token\":\"s3cret.token.text\"", JSON},
          {"{\"a\":1,\"a\":2}", "application/problem+json; charset=utf-8"},
          {"access_token=s3cret.token.text", "text/plain"},
          {"access%5ftoken=s3cret.token.text", ""},
          {"{} {\"access_token\":\"s3cret.token.text\"}", JSON},
          {"{\"a\":1}\n{\"id_token\":\"s3cret.token.text\"}", "application/x-ndjson"},
          {"1 {\"refresh_token\":\"s3cret.token.text\"}", ""},
          {"{\"text\":\"[] {\\\"id_token\\\":\\\"s3cret.token.text\\\"}\"}", JSON},
          {"[".repeat(5000) + "\"access_token\"", "text/plain"},
          {"[1e99999999999, {\"access_token\":\"s3cret.token.text\"}]", "text/plain"},
          {"\0{\0\"\0i\0d\0_\0t\0o\0k\0e\0n\0\"\0:\0\"\0x\0\"", "text/plain"},
          {"{\"text\":\"{\\\"id_token\\\":\\\"s3cret.token.text\\\"\"}", JSON}
        }) {
      assertThatThrownBy(() -> vault.keep(row[0], row[1], IDP))
          .as(row[0])
          .isInstanceOfSatisfying(
              ProblemException.class, e -> assertThat(e.check()).isEqualTo("answer-tokens"))
          .hasMessageNotContaining(SECRET);
    }
  }

  @Test
  void aTokenIsFoundInJsonWithinATextOfJson() {
    String shown =
        vault.keep("{\"passed\":\" [{\\\"id_token\\\":\\\"s3cret.token.text\\\"}]\"}", JSON, IDP);
    assertThat(shown).contains("kept:").doesNotContain(SECRET);
  }

  /** Some issuers write names in other ways, or pass a form or an event on as text. */
  @Test
  void aTokenIsFoundUnderOtherNamesAndInTextsThatAreNotJson() {
    for (String body :
        List.of(
            "{\"accessToken\":\"s3cret.token.text\",\"refreshToken\":\"s3cret.token.text\"}",
            "{\"registration_access_token\":\"s3cret.token.text\"}",
            "{\"clientSecret\":\"s3cret.token.text\",\"Id-Token\":\"s3cret.token.text\"}",
            "{\"next\":\"https://x.example/#access_token=s3cret.token.text\"}",
            "{\"next\":\"https://x.example/?a=1&access%5Ftoken=s3cret.token.text\"}",
            "{\"sent\":\"data: {\\\"id_token\\\": \\\"s3cret.token.text\\\"}\"}",
            "{\"twice\":\"\\\"{\\\\\\\"id_token\\\\\\\":\\\\\\\"s3cret.token.text\\\\\\\"}\\\"\"}")) {
      assertThat(vault.keep(body, JSON, IDP)).as(body).doesNotContain(SECRET);
    }
  }

  @Test
  void anErrorThatOnlySpeaksOfTokensIsShown() {
    for (String body :
        List.of(
            "{\"error\":\"invalid_token\",\"error_description\":\"The access_token has ended\"}",
            "{\"grant_types_supported\":[\"refresh_token\"],\"auth\":[\"client_secret_basic\"]}",
            "error=invalid_token")) {
      assertThat(vault.keep(body, "text/plain", IDP)).isEqualTo(body);
    }
  }

  @Test
  void aKeptTokenIsInNoAnswerOfAPlaceThatMayHaveIt() {
    String text = "abc/def+ghi=";
    String body = "{\"access_token\":\"" + text + "\",\"link\":\"https://x.example/" + text + "\"}";
    assertThat(vault.shown(body, JSON, takingFrom(IDP, "https://jobs.example")))
        .contains("kept:")
        .doesNotContain(text);
    handle(",\"t\":1");
    assertThat(vault.shown("you sent " + SECRET, "text/plain", takingFrom(IDP)))
        .contains("kept:")
        .doesNotContain(SECRET);
    assertThat(vault.shown("you sent " + SECRET, "text/plain", takingFrom()))
        .isEqualTo("you sent " + SECRET);
    for (String spelled :
        List.of("s3cret\\u002etoken.text", "s3cret%2Etoken.text", "s3cret&#46;token&#x2e;text")) {
      assertThatThrownBy(() -> vault.shown(spelled, "text/plain", takingFrom(IDP)))
          .as(spelled)
          .isInstanceOfSatisfying(
              ProblemException.class, e -> assertThat(e.check()).isEqualTo("answer-tokens"));
    }
  }
}
