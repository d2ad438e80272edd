package org.bailiwick.node.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.bailiwick.contract.capability.Capability;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReviewedCatalogueTest {
  private static final Capability POST = Capability.parse("ledger.post@1");
  private static final Capability CANCEL = Capability.parse("ledger.cancel@1");

  @TempDir Path folder;

  @BeforeEach
  void types() throws IOException {
    Files.createDirectory(folder.resolve("types"));
    type("booking@1", "{\"type\": \"object\"}");
    type("receipt@1", "{\"type\": \"string\"}");
    file(CANCEL, "");
    file(POST, ", \"compensated_by\": \"ledger.cancel@1\", \"repeat\": \"never\"");
  }

  private void type(String name, String schema) throws IOException {
    Files.writeString(
        folder.resolve("types").resolve(name + ".json"),
        "{\"type\": \"" + name + "\", \"schema\": " + schema + "}");
  }

  private void file(Capability capability, String more) throws IOException {
    Files.writeString(
        folder.resolve(capability + ".json"),
        "{\"capability\": \""
            + capability
            + "\", \"kind\": \"database\", \"owner\": \"General Ledger\", \"risk\": \"high\","
            + " \"input\": \"booking@1\", \"output\": \"receipt@1\""
            + more
            + "}");
  }

  private ReviewedCatalogue read() throws IOException {
    return ReviewedCatalogue.read(folder);
  }

  private void isFaulty(String file, String reason) throws IOException {
    ReviewedCatalogue now = read();
    assertThat(now.faults().get(file)).contains(reason);
    assertThat(now.isFaulty(POST)).isTrue();
    assertThat(now.find(POST)).isEmpty();
  }

  @Test
  void hasTheEntriesOfItsFiles() throws IOException {
    CapabilityType post = read().find(POST).orElseThrow();
    assertThat(post.kind()).isEqualTo(CapabilityType.Kind.DATABASE);
    assertThat(post.review().owner()).isEqualTo("General Ledger");
    assertThat(post.review().risk()).isEqualTo(CapabilityType.Risk.HIGH);
    assertThat(post.repeat()).isEqualTo(CapabilityType.Repeat.NEVER);
    assertThat(post.approval()).isEqualTo(CapabilityType.Approval.NONE);
    assertThat(post.compensatedBy()).hasValue(CANCEL);
    assertThat(read().find(post.input()).orElseThrow().fault("[]")).hasValue("/type");
    assertThat(read().faults()).isEmpty();
    assertThat(read().find(CANCEL).orElseThrow().repeat())
        .isEqualTo(CapabilityType.Repeat.WITH_KEY);
  }

  /** Parameters narrow a capability; they make no other one of it. */
  @Test
  void anEntryIsThatOfAllParameters() throws IOException {
    assertThat(read().find(Capability.parse("ledger.post@1?book=4711"))).isPresent();
    assertThat(read().find(Capability.parse("ledger.post@2"))).isEmpty();
  }

  @Test
  void anEntryWithoutItsTypesIsNotInForce() throws IOException {
    Files.delete(folder.resolve("types").resolve("receipt@1.json"));
    isFaulty("ledger.post@1.json", "receipt@1");
    type("receipt@1", "{\"type\": \"strng\"}");
    isFaulty("ledger.post@1.json", "receipt@1");
    assertThat(read().faults()).containsKey("types/receipt@1.json");
  }

  @Test
  void anEntryWithoutTheCapabilityThatUndoesItIsNotInForce() throws IOException {
    Files.delete(folder.resolve("ledger.cancel@1.json"));
    isFaulty("ledger.post@1.json", "ledger.cancel@1");
  }

  @Test
  void refusesFilesThatSayTooLittleOrTooMuch() throws IOException {
    for (String more :
        new String[] {
          ", \"aproval\": \"two\"",
          ", \"approval\": \"three\"",
          ", \"repeat\": true",
          ", \"compensated_by\": \"ledger.post@1\"",
          ", \"compensated_by\": \"ledger.cancel@1?book=1\"",
          ", \"description\": \"\\u202e\""
        }) {
      file(POST, more);
      isFaulty("ledger.post@1.json", "");
    }
    Files.writeString(folder.resolve("ledger.post@1.json"), "{\"capability\": \"ledger.post@1\"}");
    isFaulty("ledger.post@1.json", "kind");
    Files.writeString(folder.resolve("ledger.post@1.json"), "[]");
    isFaulty("ledger.post@1.json", "object");
  }

  @Test
  void aFileIsNamedAfterItsCapability() throws IOException {
    Files.move(folder.resolve("ledger.post@1.json"), folder.resolve("ledger.post@2.json"));
    assertThat(read().faults().get("ledger.post@2.json")).contains("name");
    assertThat(read().find(Capability.parse("ledger.post@2"))).isEmpty();
  }

  @Test
  void aFolderThatIsNotThereHasNoEntries() throws IOException {
    assertThat(ReviewedCatalogue.read(folder.resolve("none")).all()).isEmpty();
  }
}
