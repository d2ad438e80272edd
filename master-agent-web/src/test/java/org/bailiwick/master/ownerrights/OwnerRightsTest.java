package org.bailiwick.master.ownerrights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.bailiwick.contract.capability.CapabilitySet;
import org.bailiwick.contract.identity.Owner;
import org.bailiwick.contract.identity.Principal;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.testing.TestClock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What owners and principals grant, and that nothing else does. */
class OwnerRightsTest {
  private static final String OWNER = "accounts-payable.json";
  private static final String PRINCIPAL = "bookkeepers.json";
  private static final String OF_OWNER =
      "{\"owner\":\"Accounts / Payable\",\"scopes\":[\"a.b@1\"]}";
  private static final String OF_PRINCIPAL =
      "{\"principal\":{\"kind\":\"role\",\"issuer\":\"https://idp.example\","
          + "\"subject\":\"bookkeeper\"},\"scopes\":[\"a.b@1\",\"c.d@1\"]}";
  private static final Principal BOOKKEEPER =
      new Principal(Principal.Kind.ROLE, "https://idp.example", "bookkeeper");
  private static final Responsibility READER =
      new Responsibility(Owner.parse("Accounts / Payable"), BOOKKEEPER);
  private static final CapabilitySet A = CapabilitySet.parseScope("a.b@1");
  private static final CapabilitySet BOTH = CapabilitySet.parseScope("a.b@1 c.d@1");

  @TempDir Path folder;
  private final TestClock clock = TestClock.atPresent();

  private OwnerRights rights() {
    return new OwnerRights(Optional.of(folder), clock);
  }

  private void write(String name, String text) throws IOException {
    Files.writeString(folder.resolve(name), text);
    clock.move(Duration.ofSeconds(3));
  }

  private void writeBoth() throws IOException {
    write(OWNER, OF_OWNER);
    write(PRINCIPAL, OF_PRINCIPAL);
  }

  private static void assertUnknown(OwnerRights rights, Responsibility agent) {
    ProblemException refusal =
        catchThrowableOfType(ProblemException.class, () -> rights.refusal(agent, A));
    assertThat(refusal).as("not known whether it is permitted").isNotNull();
    assertThat(refusal.type()).isEqualTo(ProblemType.DEPENDENCY_UNAVAILABLE);
    assertThat(refusal.check()).isEqualTo("owner-description-faulty");
  }

  @Test
  void anAgentMayHaveWhatBothGrant() throws IOException {
    writeBoth();
    OwnerRights rights = rights();
    assertThat(rights.refusal(READER, A)).isEmpty();
    assertThat(rights.refusal(READER, BOTH)).contains("owner-scope");
    write(OWNER, OF_OWNER.replace("a.b@1", "c.d@1"));
    write(PRINCIPAL, OF_PRINCIPAL.replace("\"a.b@1\",", ""));
    assertThat(rights.refusal(READER, A)).contains("owner-scope");
    write(OWNER, OF_OWNER);
    assertThat(rights.refusal(READER, A)).contains("principal-scope");
    assertThat(rights.startRights(BOTH, Optional.of(READER)))
        .isEqualTo(
            new StartRights(BOTH, Optional.of(A), Optional.of(CapabilitySet.parseScope("c.d@1"))));
  }

  @Test
  void whoHasNoFileGrantsNothing() throws IOException {
    OwnerRights rights = rights();
    assertThat(rights.refusal(READER, A)).contains("owner-not-described");
    write(OWNER, OF_OWNER);
    assertThat(rights.refusal(READER, CapabilitySet.of())).contains("principal-not-described");
    write(PRINCIPAL, OF_PRINCIPAL);
    assertThat(rights.refusal(READER, A)).isEmpty();
    Files.delete(folder.resolve(OWNER));
    clock.move(Duration.ofSeconds(3));
    assertThat(rights.refusal(READER, A)).contains("owner-not-described");
    assertThat(rights.startRights(BOTH, Optional.of(READER)).owner()).contains(CapabilitySet.of());
  }

  /** Kind, issuer and subject belong to a principal's name, and an owner is compared exactly. */
  @Test
  void nobodyInheritsFromANameThatIsAlmostTheSame() throws IOException {
    writeBoth();
    Owner owner = READER.owner();
    for (Principal other :
        new Principal[] {
          new Principal(Principal.Kind.PERSON, BOOKKEEPER.issuer(), BOOKKEEPER.subject()),
          new Principal(Principal.Kind.ROLE, "https://idp.example/", BOOKKEEPER.subject()),
          new Principal(Principal.Kind.ROLE, BOOKKEEPER.issuer(), "Bookkeeper")
        }) {
      assertThat(rights().refusal(new Responsibility(owner, other), A))
          .contains("principal-not-described");
    }
    assertThat(
            rights().refusal(new Responsibility(Owner.parse("accounts / payable"), BOOKKEEPER), A))
        .contains("owner-not-described");
  }

  @Test
  void withoutAFolderNobodyIsAsked() {
    OwnerRights none = new OwnerRights(Optional.empty(), clock);
    assertThat(none.areAsked()).isFalse();
    assertThat(none.refusal(READER, A)).isEmpty();
    assertThat(none.startRights(A, Optional.of(READER))).isEqualTo(StartRights.of(A));
    assertThat(none.faults()).isEmpty();
    OwnerRights missing = new OwnerRights(Optional.of(folder.resolve("none")), clock);
    assertThat(missing.areAsked()).isTrue();
    assertThat(missing.refusal(READER, A)).contains("owner-not-described");
  }

  @Test
  void anAgentOfWhomNobodyTellsWhoseItIsHasNothing() throws IOException {
    writeBoth();
    StartRights start = rights().startRights(A, Optional.empty());
    assertThat(start.within(Optional.empty())).isEqualTo(CapabilitySet.of());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{ | not well formed",
        "[] | is not",
        "{} | scopes, and owner or principal",
        "{\"owner\":\"A\",\"scopes\":[],\"scope\":\"\"} | scopes, and owner or principal",
        "{\"owner\":\"A\",\"owner\":\"A\",\"scopes\":[]} | twice",
        "{\"owner\":1,\"scopes\":[]} | owner must be a text",
        "{\"owner\":\" A\",\"scopes\":[]} | An owner is",
        "{\"owner\":\"A\",\"scopes\":\"a.b@1\"} | scopes must be a list of texts",
        "{\"owner\":\"A\",\"scopes\":[1]} | scopes must be a list of texts",
        "{\"owner\":\"A\",\"scopes\":[\"*\"]} | capability",
        "{\"principal\":\"bookkeeper\",\"scopes\":[]} | kind, issuer and subject",
        "{\"principal\":{\"kind\":\"role\",\"issuer\":\"i\"},\"scopes\":[]} | kind, issuer and",
        "{\"principal\":{\"kind\":\"team\",\"issuer\":\"i\",\"subject\":\"s\"},\"scopes\":[]} | person or role",
        "{\"principal\":{\"kind\":1,\"issuer\":\"i\",\"subject\":\"s\"},\"scopes\":[]} | kind must be a text",
      })
  void aFaultMayHideTheFileOfAnybodyWithoutAnother(String text, String reason) throws IOException {
    writeBoth();
    OwnerRights rights = rights();
    write("other.json", text);
    assertThat(rights.faults().get("other.json")).containsIgnoringCase(reason);
    assertThat(rights.refusal(READER, A)).isEmpty();
    assertUnknown(rights, new Responsibility(Owner.parse("Treasury"), BOOKKEEPER));
  }

  /** The version before does not stay in use, since it may grant more than the operator wants. */
  @Test
  void aFaultTakesAwayWhatTheFileGrantedBefore() throws IOException {
    writeBoth();
    OwnerRights rights = rights();
    assertThat(rights.refusal(READER, A)).isEmpty();
    write(OWNER, OF_OWNER.substring(1));
    assertUnknown(rights, READER);
    assertThat(rights.startRights(A, Optional.of(READER)).owner()).contains(CapabilitySet.of());
    write(OWNER, OF_OWNER);
    assertThat(rights.refusal(READER, A)).isEmpty();
  }

  /** A forgotten copy would go on to grant what the operator has taken from the other file. */
  @Test
  void twoFilesAboutTheSameOneGrantNothing() throws IOException {
    writeBoth();
    OwnerRights rights = rights();
    write("copy.json", OF_OWNER.replace("a.b@1", "c.d@1"));
    assertUnknown(rights, READER);
    assertThat(rights.faults()).containsOnlyKeys(OWNER, "copy.json");
  }

  @Test
  void anotherFileIsNoDescription() throws IOException {
    writeBoth();
    write("owner.json~", OF_OWNER);
    write("README", "text");
    assertThat(rights().refusal(READER, A)).isEmpty();
    assertThat(rights().faults()).isEmpty();
  }
}
