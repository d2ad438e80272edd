package org.bailiwick.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** {@code asset check}, by the files that an operator has written. */
class AssetCommandTest {
  @TempDir Path folder;
  private final StringWriter out = new StringWriter();

  @BeforeEach
  void write() throws IOException {
    Files.createDirectory(folder.resolve("types"));
    Files.writeString(
        folder.resolve("types/booking@1.json"), "{\"type\":\"booking@1\",\"schema\":{}}");
    Files.writeString(
        folder.resolve("ledger.post@1.json"),
        "{\"capability\":\"ledger.post@1\",\"kind\":\"database\",\"owner\":\"General Ledger\","
            + "\"risk\":\"high\",\"input\":\"booking@1\",\"output\":\"booking@1\"}");
  }

  private int check(Path place) {
    CommandLine line = Bailiwick.commandLine();
    line.setOut(new PrintWriter(out, true));
    line.setErr(new PrintWriter(out, true));
    return line.execute("asset", "check", place.toString());
  }

  @Test
  void showsTheEntriesOfAFolderWithoutFault() {
    assertThat(check(folder)).isZero();
    assertThat(out.toString())
        .contains("ledger.post@1  known  database  high  booking@1 -> booking@1  General Ledger");
  }

  @Test
  void endsWithOneIfAFileHasAFault() throws IOException {
    Files.writeString(
        folder.resolve("types/booking@1.json"),
        "{\"type\":\"booking@1\",\"schema\":{\"requried\":[\"a\"]}}");
    assertThat(check(folder)).isOne();
    assertThat(out.toString())
        .contains("ledger.post@1.json  faulty", "types/booking@1.json  faulty", "requried");
    assertThat(check(folder.resolve("none"))).isNotZero();
  }

  @Test
  void theExampleOfANewHomeHasNoFault() {
    assertThat(check(Path.of("../launcher/defaults/catalogue"))).as(out.toString()).isZero();
    assertThat(out.toString())
        .contains("orders.insert@1  known  database  high  order@1 -> inserted@1  Sales");
  }
}
