package org.bailiwick.command.injector;

import java.nio.file.Path;
import org.bailiwick.injector.process.InjectorSettings;
import picocli.CommandLine.Option;

/** The option that names the settings of a sidecar injector. */
final class InjectorFiles {

  @Option(
      names = "--settings",
      paramLabel = "FILE",
      required = true,
      description = "The settings (docs/kubernetes.md).")
  private Path settings;

  InjectorSettings settings() {
    return InjectorSettings.read(settings);
  }
}
