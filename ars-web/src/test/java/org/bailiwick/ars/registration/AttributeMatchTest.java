package org.bailiwick.ars.registration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Locale;
import org.bailiwick.ars.registration.RegistrationRequest.PrincipalMember;
import org.bailiwick.contract.credential.AgentCredential;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.contract.testing.TestCa;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Only a claim that equals the credential passes; the order of a set does not matter. */
class AttributeMatchTest {
  private static final TestCa CA = TestCa.create("bailiwick.example");
  private static final AgentCredential CREDENTIAL =
      AgentCredential.read(
          CA.agent("reader", "invoice.parse@1?region=eu", "rates.find@2").certificate());
  private static final Claims TRUE = Claims.of(CREDENTIAL);

  @Test
  void sameAttributesInAnotherOrderAreExact() {
    assertThat(compare(TRUE.request())).isInstanceOf(AttributeMatch.Exact.class);
    assertThat(compare(TRUE.capabilities("rates.find@2", "invoice.parse@1?region=eu")))
        .isInstanceOf(AttributeMatch.Exact.class);
  }

  @Test
  void oneCapabilityMoreOrFewerDiffers() {
    assertDiffers(
        TRUE.capabilities("invoice.parse@1?region=eu", "rates.find@2", "x.y@1"), "capabilities");
    assertDiffers(TRUE.capabilities("invoice.parse@1?region=eu"), "capabilities");
  }

  @Test
  void changedParameterVersionOrNameDiffers() {
    assertDiffers(TRUE.capabilities("invoice.parse@1?region=us", "rates.find@2"), "capabilities");
    assertDiffers(TRUE.capabilities("invoice.parse@1?region=EU", "rates.find@2"), "capabilities");
    assertDiffers(TRUE.capabilities("invoice.parse@1", "rates.find@2"), "capabilities");
    assertDiffers(TRUE.capabilities("invoice.parse@2?region=eu", "rates.find@2"), "capabilities");
    assertDiffers(TRUE.capabilities("invoice.parse@1?region=eu", "rates.finds@2"), "capabilities");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Rates.find@2",
        "rates.f\u0456nd@2",
        "rates.find@02",
        "rates.find@2?",
        "rates.find@2 ",
        "rates.find@\uff12",
        "rates.find@2?b=1&a=1",
        "rates.find@2?a=%61"
      })
  void otherSpellingsAreRefusedAndNotNormalised(String spelling) {
    assertMalformed(TRUE.capabilities("invoice.parse@1?region=eu", spelling));
  }

  @Test
  void duplicatesAreRefused() {
    assertMalformed(TRUE.capabilities("invoice.parse@1?region=eu", "rates.find@2", "rates.find@2"));
    assertMalformed(TRUE.methods("mtls", "mtls"));
  }

  @Test
  void eachOtherAttributeCounts() {
    RegistrationRequest r = TRUE.request();
    assertDiffers(TRUE.agent("spiffe://bailiwick.example/agent/writer"), "agent");
    assertDiffers(TRUE.agent("spiffe://partner.example/agent/reader"), "agent");
    assertDiffers(TRUE.owner(r.owner() + "x"), "owner");
    assertDiffers(TRUE.owner(r.owner().toUpperCase(Locale.ROOT)), "owner");
    assertDiffers(TRUE.locator("https://127.0.0.1:7001/work2"), "locator");
    assertDiffers(TRUE.methods("mtls", "jwt"), "validation_methods");
    assertDiffers(
        TRUE.principal(new PrincipalMember("role", "https://id.bailiwick.example", "alice")),
        "principal");
    assertDiffers(
        TRUE.principal(new PrincipalMember("person", "https://id.bailiwick.example", "bob")),
        "principal");
  }

  @Test
  void allDifferencesAreNamed() {
    RegistrationRequest r = TRUE.request();
    RegistrationRequest claim =
        new RegistrationRequest(
            r.agent(),
            "another",
            List.of("x.y@1"),
            r.locator(),
            r.validationMethods(),
            r.principal());
    assertThat(compare(claim))
        .isEqualTo(new AttributeMatch.Differs(List.of("owner", "capabilities")));
  }

  private static AttributeMatch compare(RegistrationRequest request) {
    return AttributeMatch.compare(request.claim(), CREDENTIAL);
  }

  private static void assertDiffers(RegistrationRequest request, String attribute) {
    assertThat(compare(request)).isEqualTo(new AttributeMatch.Differs(List.of(attribute)));
  }

  private static void assertMalformed(RegistrationRequest request) {
    assertThatThrownBy(request::claim)
        .isInstanceOfSatisfying(
            ProblemException.class,
            e -> assertThat(e.type()).isEqualTo(ProblemType.MALFORMED_REQUEST));
  }
}
