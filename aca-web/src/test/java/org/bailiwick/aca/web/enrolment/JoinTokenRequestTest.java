package org.bailiwick.aca.web.enrolment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.json.bind.Jsonb;
import jakarta.json.bind.JsonbBuilder;
import org.bailiwick.aca.credentialrequest.CredentialRequest;
import org.bailiwick.contract.identity.TrustDomain;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The body of a request for a join token (docs/attestors/join-token.md). */
class JoinTokenRequestTest {
  private final Jsonb jsonb = JsonbBuilder.create();

  @AfterEach
  void close() throws Exception {
    jsonb.close();
  }

  private CredentialRequest requested(String body) {
    JoinTokenResource.Request request = jsonb.fromJson(body, JoinTokenResource.Request.class);
    return CredentialRequest.of(request.claims(), TrustDomain.parse("bailiwick.example"));
  }

  @Test
  void isForTheKindThatItSays() {
    String rest =
        """
        "profile": "enforcement-point", "name": "nginx-1", "owner": "Treasury",
        "locator": "https://127.0.0.1:7443/", "validation_methods": ["mtls"]}
        """;
    CredentialRequest service = requested("{\"kind\": \"service\"," + rest);
    assertThat(service.workload()).hasToString("spiffe://bailiwick.example/service/nginx-1");
    assertThat(service.capabilities().texts()).isEmpty();
    assertThatThrownBy(() -> requested("{" + rest))
        .as("an agent names its capabilities")
        .hasMessageContaining("capabilities");
    assertThat(requested("{\"capabilities\": [\"shop.order@1\"]," + rest).workload())
        .hasToString("spiffe://bailiwick.example/agent/nginx-1");
  }
}
