package org.bailiwick.master.tokenstatus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import jakarta.ws.rs.core.MultivaluedMap;
import java.nio.file.Path;
import java.util.Optional;
import org.bailiwick.master.oauth.OAuthRefusal;
import org.bailiwick.master.oauth.TokenRequest;
import org.bailiwick.node.peer.VerifiedPeer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who may ask the status endpoints, and how. */
class TokenStatusEndpointTest {

  @TempDir Path folder;
  private StatusRig status;

  @BeforeEach
  void start() {
    status = new StatusRig(folder);
  }

  @AfterEach
  void stop() {
    status.close();
  }

  private MultivaluedMap<String, String> form() {
    return StatusRig.form(status.buyer, status.accessToken);
  }

  /** Both endpoints refuse alike. */
  private void refuse(
      TokenRequest request, Optional<VerifiedPeer> peer, String error, String check) {
    for (Runnable endpoint :
        new Runnable[] {
          () -> status.endpoint.introspect(request, peer),
          () -> status.endpoint.revoke(request, peer)
        }) {
      OAuthRefusal refusal = catchThrowableOfType(OAuthRefusal.class, endpoint::run);
      assertThat(refusal.error().code()).isEqualTo(error);
      assertThat(refusal.check()).isEqualTo(check);
      assertThat(status.rig.lastDenial()).isEqualTo(check);
    }
    assertThat(status.rows("token.refused"))
        .extracting(row -> row.resource())
        .containsExactly("/oauth/introspect", "/oauth/revoke");
    assertThat(status.rows("token.ended")).isEmpty();
  }

  @Test
  void refusesARequestWithoutCertificate() {
    refuse(
        new TokenRequest(form()), Optional.empty(), "invalid_client", "peer-certificate-required");
  }

  @Test
  void refusesTheNameOfAnotherClient() {
    refuse(
        new TokenRequest(form()),
        Optional.of(status.rig.foreign(status.rig.partner.ca.agent("thief", "x.y@1"))),
        "invalid_client",
        "client-id");
  }

  @Test
  void refusesARequestWithoutClientId() {
    MultivaluedMap<String, String> form = form();
    form.remove("client_id");
    refuse(
        new TokenRequest(form), Optional.of(status.buyer), "invalid_request", "parameter-missing");
  }

  @Test
  void refusesARequestWithoutToken() {
    MultivaluedMap<String, String> form = form();
    form.putSingle("token", "");
    refuse(
        new TokenRequest(form), Optional.of(status.buyer), "invalid_request", "parameter-missing");
  }

  @Test
  void refusesATokenInTheQuery() {
    refuse(
        new TokenRequest(form(), true),
        Optional.of(status.buyer),
        "invalid_request",
        "query-parameters");
  }

  @Test
  void refusesAParameterThatOccursTwice() {
    MultivaluedMap<String, String> form = form();
    form.add("token_type_hint", "access_token");
    form.add("token_type_hint", "refresh_token");
    refuse(
        new TokenRequest(form), Optional.of(status.buyer), "invalid_request", "parameter-repeated");
  }

  @Test
  void aWrongHintChangesNothing() {
    VerifiedPeer service = status.service();
    MultivaluedMap<String, String> form = StatusRig.form(service, status.accessToken);
    form.putSingle("token_type_hint", "refresh_token");
    assertThat(
            status
                .endpoint
                .introspect(new TokenRequest(form), Optional.of(service))
                .getBoolean("active"))
        .isTrue();
  }
}
