package org.bailiwick.command.enforcement;

import java.nio.file.Path;
import org.bailiwick.client.credential.CredentialFolder;
import org.bailiwick.command.enrolment.EnrolmentOptions;
import org.bailiwick.command.enrolment.OptionsFile;
import org.bailiwick.enforcement.process.EnforcementSettings;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options that name the files of an enforcement point. */
final class EnforcementFiles {
  private static final String HOME = "BAILIWICK_HOME";

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = "--settings",
      paramLabel = "FILE",
      description =
          "The settings (docs/enforcement-points.md); by default"
              + " enforcement-point/enforcement-point.properties of the home.")
  private Path settings;

  @Option(
      names = "--folder",
      paramLabel = "FOLDER",
      description =
          "The folder of agent enrol --kind service with the credential; by default"
              + " enforcement-point/service of the home.")
  private Path folder;

  EnforcementSettings settings() {
    return EnforcementSettings.read(
        settings == null
            ? ofHome("--settings", "enforcement-point/enforcement-point.properties")
            : settings);
  }

  CredentialFolder credential() {
    return CredentialFolder.at(
        folder == null ? ofHome("--folder", "enforcement-point/service") : folder);
  }

  /** The options with which it was enrolled, which have to renew it without a person. */
  EnrolmentOptions enrolment() {
    return new OptionsFile(credential()).read().requireConsentFor(credential());
  }

  private Path ofHome(String option, String place) {
    String home = System.getenv(HOME);
    if (home == null) {
      throw new ParameterException(
          spec.commandLine(), "Missing required option: " + option + ", or " + HOME);
    }
    return Path.of(home, place);
  }
}
