package org.bailiwick.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.bailiwick.client.enrolment.EnrolmentOrder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BenchPropertiesTest {
  @TempDir Path folder;

  @Test
  void readsWhatEveryApplicantAsksFor() throws IOException {
    EnrolmentOrder order = properties("owner=Accounts Payable").order();
    assertThat(order.credential().owner().value()).isEqualTo("Accounts Payable");
    assertThat(order.credential().capabilities().texts()).containsExactly("invoice.parse@1");
    assertThat(order.userToken()).contains("a.b.c");
    // SHA-256 of "abc", the example of FIPS 180-4
    assertThat(order.program().orElseThrow().sha256())
        .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  }

  @Test
  void asksForTheProfileThatIsNamed() throws IOException {
    assertThat(properties("owner=Finance").order().credential().profile())
        .isEqualTo("agent-default");
    assertThat(properties("owner=Finance\nprofile=agent-pod").order().credential().profile())
        .isEqualTo("agent-pod");
  }

  @Test
  void namesAPropertyThatIsMissing() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> properties("").order())
        .withMessageContaining("owner");
  }

  private BenchProperties properties(String line) throws IOException {
    Path token = Files.writeString(folder.resolve("token"), "a.b.c\n");
    Path program = Files.writeString(folder.resolve("program"), "abc");
    Path file =
        Files.writeString(
            folder.resolve("bench.properties"),
            """
            capability=invoice.parse@1
            program.name=reader
            program.file=%s
            user-token.file=%s
            %s
            """
                .formatted(program, token, line));
    return new BenchProperties(file);
  }
}
