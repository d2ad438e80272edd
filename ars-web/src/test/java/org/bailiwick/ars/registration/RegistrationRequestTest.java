package org.bailiwick.ars.registration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.junit.jupiter.api.Test;

class RegistrationRequestTest {
  private static final String BODY =
      """
      {"agent":"spiffe://bailiwick.example/agent/a","owner":"Treasury","capabilities":["fx.rates@1"],
       "locator":"https://10.0.0.7:7001/work","validation_methods":["mtls"],
       "principal":{"kind":"person","issuer":"https://idp.example","subject":"alice"}}""";

  @Test
  void readsEveryMember() {
    RegistrationRequest request = RegistrationRequest.parse(BODY);
    assertThat(request.capabilities()).isEqualTo(List.of("fx.rates@1"));
    assertThat(request.claim().principal().subject()).isEqualTo("alice");
  }

  @Test
  void aMemberThatIsNotDefinedIsRefusedByItsName() {
    refuses(
        BODY.replace("{\"agent\"", "{\"admin\":true,\"agent\""), "member-unknown", "member admin ");
    refuses(
        BODY.replace("\"kind\"", "\"role\":\"x\",\"kind\""),
        "member-unknown",
        "member principal.role ");
    refuses(
        BODY.replace("{\"agent\"", "{\"\\u202e\":1,\"agent\""),
        "member-unknown",
        "with another name");
  }

  @Test
  void aMemberOfAnotherTypeOrNoneIsRefusedByItsName() {
    refuses(BODY.replace("\"Treasury\"", "1"), "registration-member", "owner must be");
    refuses(BODY.replace("\"Treasury\"", "null"), "registration-member", "owner must be");
    refuses(BODY.replace("\"owner\":\"Treasury\",", ""), "registration-member", "owner is missing");
    refuses(BODY.replace("[\"mtls\"]", "[1]"), "registration-member", "validation_methods");
    refuses(BODY.replace("[\"mtls\"]", "{}"), "registration-member", "validation_methods");
    refuses(BODY.replace("\"alice\"", "[]"), "registration-member", "principal.subject");
    refuses("{}", "registration-member", "principal is missing");
    refuses("[]", "json-object", "");
  }

  private static void refuses(String body, String check, String detail) {
    assertThatThrownBy(() -> RegistrationRequest.parse(body))
        .isInstanceOfSatisfying(
            ProblemException.class,
            e -> {
              assertThat(e.type()).isEqualTo(ProblemType.MALFORMED_REQUEST);
              assertThat(e.check()).isEqualTo(check);
            })
        .hasMessageContaining(detail);
  }
}
