package org.bailiwick.master.owncallers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.bailiwick.contract.identity.TrustDomain;
import org.bailiwick.contract.identity.WorkloadKind;

/** Whatever a file holds, it is read as a description or refused with a reason. */
class OwnCallerFilePropertiesTest {
  private static final TrustDomain OWN = TrustDomain.parse("bailiwick.example");
  private static final String GOOD =
      "{\"agent\":\"spiffe://bailiwick.example/agent/planner\",\"scopes\":[\"fx.rates@1\"]}";

  private static Optional<OwnCaller> read(byte[] content) throws IOException {
    Path folder = Files.createTempDirectory("callers");
    Path file = folder.resolve("planner.json");
    Files.write(file, content);
    try {
      return Optional.of(OwnCallerFile.read(file, WorkloadKind.AGENT, OWN));
    } catch (IOException refused) {
      assertThat(refused.getMessage()).isNotEmpty();
      return Optional.empty();
    } finally {
      Files.delete(file);
      Files.delete(folder);
    }
  }

  @Property(tries = 300)
  void anyBytes(@ForAll byte[] content) throws IOException {
    assertThat(read(content)).isEmpty();
  }

  /** One octet changed: it may be another scope, and never another agent. */
  @Property(tries = 500)
  void aDescriptionWithOneOctetChanged(
      @ForAll @IntRange(min = 0, max = 78) int place, @ForAll byte octet) throws IOException {
    byte[] content = GOOD.getBytes(StandardCharsets.US_ASCII);
    content[place % content.length] = octet;
    read(content)
        .ifPresent(caller -> assertThat(caller.workload().toString()).endsWith("/agent/planner"));
  }
}
