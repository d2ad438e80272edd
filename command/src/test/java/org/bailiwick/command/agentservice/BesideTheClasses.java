package org.bailiwick.command.agentservice;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.AnnotatedElementContext;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.io.TempDirFactory;

/** Makes temporary folders in the build's own folder. */
final class BesideTheClasses implements TempDirFactory {
  @Override
  public Path createTempDirectory(
      AnnotatedElementContext elementContext, ExtensionContext extensionContext)
      throws IOException {
    Path target = Files.createDirectories(Path.of("target", "units").toAbsolutePath());
    return Files.createTempDirectory(target, "unit");
  }
}
