package org.bailiwick.command.agent;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.util.concurrent.Callable;
import org.bailiwick.client.enrolment.AuthorityClient;
import org.bailiwick.client.enrolment.IssuedCredential;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code agent enrol}: a new P-256 key and its credential; the key never leaves the folder. */
@Command(
    name = "enrol",
    mixinStandardHelpOptions = true,
    description = "Makes a key and gets a credential for it.")
final class EnrolCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private DomainOptions domain;
  @Mixin private FolderOption folder;
  @Mixin private DeviceOptions device;
  @Mixin private OrderOptions order;

  @Override
  public Integer call() throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    KeyPair key = generator.generateKeyPair();
    try (AuthorityClient authority = new AuthorityClient(domain.authority(), domain.trusted())) {
      IssuedCredential issued = authority.enrol(device.read(), order.read(), key);
      folder.open().write(key.getPrivate(), issued.chain());
      spec.commandLine()
          .getOut()
          .printf(
              "%s serial %s until %s%s%n",
              issued.agent(),
              issued.serial().hex(),
              issued.notAfter(),
              issued.renewAt().map(time -> ", to be renewed at " + time).orElse(""));
    }
    return 0;
  }
}
