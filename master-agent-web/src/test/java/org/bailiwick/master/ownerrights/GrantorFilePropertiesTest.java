package org.bailiwick.master.ownerrights;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.bailiwick.contract.identity.Owner;

/** Whatever a file holds, it is read as a description or refused with a reason. */
class GrantorFilePropertiesTest {
  private static final String GOOD = "{\"owner\":\"Treasury\",\"scopes\":[\"fx.rates@1\"]}";

  private static Optional<GrantorFile.Granted> read(byte[] content) {
    try {
      return Optional.of(GrantorFile.of(content));
    } catch (IOException refused) {
      assertThat(refused.getMessage()).isNotEmpty();
      return Optional.empty();
    }
  }

  @Property(tries = 300)
  void anyBytes(@ForAll byte[] content) {
    assertThat(read(content)).isEmpty();
  }

  /** One octet changed: it may be another owner or another scope, and never more than one. */
  @Property(tries = 500)
  void aDescriptionWithOneOctetChanged(
      @ForAll @IntRange(min = 0, max = 42) int place, @ForAll byte octet) {
    byte[] content = GOOD.getBytes(StandardCharsets.US_ASCII);
    content[place % content.length] = octet;
    read(content)
        .ifPresent(
            granted -> {
              assertThat(granted.scopes().size()).isEqualTo(1);
              assertThat(granted.grantor())
                  .isInstanceOfSatisfying(
                      Grantor.AgentOwner.class,
                      owner -> assertThat(owner.owner()).isInstanceOf(Owner.class));
            });
  }
}
