package org.bailiwick.client.enrolment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import org.bailiwick.contract.credential.SerialNumber;
import org.bailiwick.contract.credential.Sha256;
import org.bailiwick.contract.identity.ValidationMethod;
import org.bailiwick.contract.identity.WorkloadKind;
import org.bailiwick.contract.problem.ProblemException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EnrolmentOrderTest {
  private static EnrolmentOrder.Builder whole() {
    return EnrolmentOrder.agent("reader")
        .owner("Finance")
        .capability("invoice.parse@1")
        .locator("https://127.0.0.1:7001/work");
  }

  @Test
  void hasTheDefaultsOfTheCommandUnlessOthersAreGiven() {
    assertThat(whole().build())
        .isEqualTo(
            new EnrolmentOrder(ScriptedAuthority.credential(), Optional.empty(), Optional.empty()));
    RequestedCredential other =
        whole()
            .profile("joined")
            .capability("fx.rates@1")
            .validatedBy(ValidationMethod.WIT)
            .build()
            .credential();
    assertThat(other.profile()).isEqualTo("joined");
    assertThat(other.capabilities().texts()).containsExactly("fx.rates@1", "invoice.parse@1");
    assertThat(other.validationMethods()).isEqualTo(Set.of(ValidationMethod.WIT));
  }

  @Test
  void carriesProgramUserAndTheCredentialBefore(@TempDir Path folder) throws IOException {
    Path program = Files.writeString(folder.resolve("program"), "a program");
    EnrolmentOrder order =
        whole()
            .program("reader-1", program)
            .userToken("user.token.text")
            .replacing(SerialNumber.parse("0a"))
            .withToken()
            .build();
    assertThat(order.program().orElseThrow())
        .isEqualTo(new EnrolmentOrder.Program("reader-1", Sha256.hex("a program")));
    assertThat(order.replaces()).contains(SerialNumber.parse("0a"));
    assertThat(order.withToken()).isTrue();
    assertThat(order + " " + whole().userToken("user.token.text"))
        .doesNotContain("user.token.text");
  }

  @Test
  void namesThePartThatIsMissing() {
    assertThatThrownBy(() -> EnrolmentOrder.agent("reader").build())
        .hasMessage("The order has no capability");
    assertThatThrownBy(() -> EnrolmentOrder.agent("reader").capability("read@1").build())
        .hasMessage("The order has no owner");
    assertThatThrownBy(
            () -> EnrolmentOrder.of(WorkloadKind.SERVICE, "reader").owner("Finance").build())
        .hasMessage("The order has no locator");
  }

  @Test
  void refusesTextThatIsNoneWhereItIsAdded() {
    assertThatThrownBy(() -> whole().capability("Not a capability"))
        .isInstanceOf(ProblemException.class);
    assertThatThrownBy(() -> whole().locator("http://127.0.0.1/"))
        .isInstanceOf(ProblemException.class);
    assertThatThrownBy(() -> whole().owner("")).isInstanceOf(ProblemException.class);
  }
}
