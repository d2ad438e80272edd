package org.bailiwick.policy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/**
 * A policy folder with the application {@code records}: the scenario of AuthZEN's certification, in
 * which alice and bob read and write two records.
 */
public final class RecordsFolder {
  private static final List<String> FILES =
      List.of("app-records.cedarschema", "app-records.cedar", "app-records.entities.json");

  private RecordsFolder() {}

  /** The decision point of such a folder. */
  public static CedarDecisionPoint load(Path target) {
    return CedarDecisionPoint.load(of(target).seal(1).path());
  }

  static TestFolder of(Path target) {
    TestFolder folder = TestFolder.small(target, "");
    FILES.forEach(name -> folder.write(name, text(name)));
    return folder;
  }

  static String text(String name) {
    try (var in = RecordsFolder.class.getResourceAsStream("records/" + name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
