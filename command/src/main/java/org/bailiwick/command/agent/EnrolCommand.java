package org.bailiwick.command.agent;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.bailiwick.client.credential.CredentialFolder;
import org.bailiwick.client.credential.NextCredential;
import org.bailiwick.client.enrolment.AuthorityClient;
import org.bailiwick.client.enrolment.IssuedCredential;
import org.bailiwick.client.key.AgentKey;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/**
 * {@code agent enrol}: a new P-256 key and its credential; the key stays in the folder or the TPM.
 */
@Command(
    name = "enrol",
    mixinStandardHelpOptions = true,
    description = "Makes a key and gets a credential for it (docs/agent.md).")
final class EnrolCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private EnrolmentOptions options;
  @Mixin private FolderOption folder;

  @Override
  public Integer call() throws IOException {
    CredentialFolder credential = folder.open();
    AgentKey key = options.makeKey();
    try (AuthorityClient authority = options.connect()) {
      IssuedCredential issued = authority.enrol(options.applicant(), options.order(), key.pair());
      NextCredential next = credential.next();
      next.begin(key, "");
      next.complete(issued.chain(), issued.renewAt());
      options.keep(credential, spec.commandLine().getParseResult());
      spec.commandLine().getOut().println(Issued.line(issued));
    }
    return 0;
  }
}
