package org.bailiwick.master.catalogue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;

/** The operator's files of a catalogue. */
public final class TestCatalogue {

  private final Path folder;

  public TestCatalogue(Path folder) {
    this.folder = folder;
    type("any@1", "{}");
  }

  /** The catalogue as a node reads it. */
  public Catalogue read(Clock clock) {
    return new Catalogue(Optional.of(folder), clock);
  }

  /** Writes a type; a node reads it two seconds later. */
  public TestCatalogue type(String name, String schema) {
    return write(
        "types/" + name + ".json", "{\"type\":\"%s\",\"schema\":%s}".formatted(name, schema));
  }

  /** Writes an entry of a low risk whose values may be any. */
  public TestCatalogue entry(String capability) {
    return entry(capability, "any@1", "any@1");
  }

  /** Writes an entry of a low risk. */
  public TestCatalogue entry(String capability, String input, String output) {
    return entry(capability, input, output, "");
  }

  /** Writes an entry with further members, which begin with a comma. */
  public TestCatalogue entry(String capability, String input, String output, String more) {
    return write(
        capability + ".json",
        """
        {"capability":"%s","kind":"agent","owner":"General Ledger","risk":"low",
         "input":"%s","output":"%s"%s}"""
            .formatted(capability, input, output, more));
  }

  /** Writes this text as a file of the folder. */
  public TestCatalogue write(String name, String text) {
    try {
      Path file = folder.resolve(name);
      Files.createDirectories(file.getParent());
      Files.writeString(file, text);
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Deletes an entry. */
  public void remove(String capability) {
    try {
      Files.delete(folder.resolve(capability + ".json"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
