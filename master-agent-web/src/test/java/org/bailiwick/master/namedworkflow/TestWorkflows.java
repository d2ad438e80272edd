package org.bailiwick.master.namedworkflow;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;

/** The operator's files of named workflows. */
public final class TestWorkflows {

  private final Path folder;

  public TestWorkflows(Path folder) {
    this.folder = folder;
  }

  public Path folder() {
    return folder;
  }

  /** The workflows as a node reads them. */
  public NamedWorkflows read(Clock clock) {
    return new NamedWorkflows(Optional.of(folder), clock);
  }

  /** Writes a workflow whose result is that of a step; a node reads it two seconds later. */
  public TestWorkflows workflow(String name, String output, String... steps) {
    return write(
        name,
        """
        {"workflow":"%s","input":"any@1","output":{"type":"any@1","step":"%s","pointer":""},
         "steps":[%s]}"""
            .formatted(name, output, String.join(",", steps)));
  }

  /** Writes this text as the file of a workflow. */
  public TestWorkflows write(String name, String text) {
    try {
      Files.createDirectories(folder);
      Files.writeString(folder.resolve(name + ".json"), text);
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A step without values of others. */
  public static String step(String id, String capability) {
    return "{\"id\":\"%s\",\"capability\":\"%s\"}".formatted(id, capability);
  }

  /** A step with further members, which begin with a comma. */
  public static String step(String id, String capability, String more) {
    return "{\"id\":\"%s\",\"capability\":\"%s\"%s}".formatted(id, capability, more);
  }

  /** The members of a step that takes its member {@code x} from the result of another one. */
  public static String taking(String step) {
    return ",\"after\":[\"%s\"],\"input_from\":{\"x\":{\"step\":\"%s\",\"pointer\":\"/y\"}}"
        .formatted(step, step);
  }
}
