package org.bailiwick.command.enforcement;

import java.time.Instant;
import java.util.concurrent.Callable;
import org.bailiwick.client.credential.CredentialFolder;
import org.bailiwick.contract.identity.WorkloadId;
import org.bailiwick.contract.identity.WorkloadKind;
import org.bailiwick.enforcement.process.EnforcementSettings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code enforcement-point check}: checks settings and credential, and connects to nobody. */
@Command(name = "check", description = "Checks the settings and the credential.")
final class EnforcementCheckCommand implements Callable<Integer> {
  private static final int FAULTY = 1;

  @Spec private CommandSpec spec;
  @Mixin private EnforcementFiles files;

  @Override
  public Integer call() {
    EnforcementSettings settings = files.settings();
    CredentialFolder credential = files.credential();
    WorkloadId self = credential.workload();
    print("credential  " + self);
    print("master      " + settings.master());
    print("listens at  " + settings.listen());
    print("closes      " + settings.closedAfter() + " after the Master Agent was heard last");
    if (self.kind() != WorkloadKind.SERVICE) {
      print("FAULT: the credential is not one of a service (agent enrol --kind service)");
      return FAULTY;
    }
    if (!self.trustDomain().equals(settings.trust().domain())) {
      print("FAULT: the credential is of another trust domain");
      return FAULTY;
    }
    Instant end = credential.chain().getFirst().getNotAfter().toInstant();
    if (end.isBefore(Instant.now())) {
      print("FAULT: the credential has expired at " + end);
      return FAULTY;
    }
    print("The settings are right.");
    return 0;
  }

  private void print(String line) {
    spec.commandLine().getOut().println(line.replaceAll("\\p{Cntrl}", "?"));
  }
}
