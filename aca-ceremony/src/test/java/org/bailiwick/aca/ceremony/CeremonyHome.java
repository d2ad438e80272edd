package org.bailiwick.aca.ceremony;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import org.bailiwick.aca.ceremony.plan.CeremonyPlan;
import org.bailiwick.contract.credential.Pem;
import org.bailiwick.contract.testing.TestKeys;
import org.bailiwick.node.hsm.SoftHsm;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.ExtensionsGenerator;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;

/** A state folder with three fresh tokens, holders' requests, and the shipped ceremony file. */
public final class CeremonyHome {

  public static final Path SHIPPED = Path.of("..", "hsm-config", "ceremony", "default.properties");
  static final String DOMAIN = "bailiwick.example";

  public final Path folder;
  public final Map<String, SoftHsm.Token> tokens = new HashMap<>();

  public CeremonyHome(Path folder) throws Exception {
    this.folder = folder;
    Files.createDirectories(folder.resolve("hsm"));
    for (String name : new String[] {"root", "authority", "domain"}) {
      SoftHsm.Token token = SoftHsm.freshToken();
      tokens.put(name, token);
      Files.copy(token.configuration(), folder.resolve("hsm/" + name + ".cfg"));
      Files.copy(
          token.pinFile(),
          folder.resolve("hsm/" + name + ".pin"),
          StandardCopyOption.COPY_ATTRIBUTES);
    }
    GeneralName localhost = new GeneralName(GeneralName.dNSName, "localhost");
    for (String node : new String[] {"authority", "domain"}) {
      request(node + "/tls/server.csr", uri("node/" + node), localhost);
      request(node + "/tls/client.csr", uri("node/" + node));
    }
    request("operators/officer-1.csr", uri("operator/officer/officer-1"));
    request("operators/auditor-1.csr", uri("operator/auditor/auditor-1"));
  }

  static GeneralName uri(String path) {
    return new GeneralName(
        GeneralName.uniformResourceIdentifier, "spiffe://" + DOMAIN + "/" + path);
  }

  void request(String file, GeneralName... names) throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(256);
    KeyPair pair = generator.generateKeyPair();
    request(file, pair, pair, names);
  }

  /** A request for the first pair's key, signed by the second's. */
  void request(String file, KeyPair pair, KeyPair signer, GeneralName... names) throws Exception {
    ExtensionsGenerator extensions = new ExtensionsGenerator();
    extensions.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(names));
    byte[] der =
        new JcaPKCS10CertificationRequestBuilder(new X500Name("CN=any"), pair.getPublic())
            .addAttribute(PKCSObjectIdentifiers.pkcs_9_at_extensionRequest, extensions.generate())
            .build(TestKeys.signer("SHA256withECDSA", signer.getPrivate()))
            .getEncoded();
    Path target = folder.resolve(file);
    Files.createDirectories(target.getParent());
    Files.writeString(target, Pem.block("CERTIFICATE REQUEST", der));
  }

  public Map<String, String> environment() {
    return Map.of("BAILIWICK_HOME", folder.toString());
  }

  public CeremonyPlan plan() {
    return CeremonyPlan.parse(SHIPPED, environment());
  }

  /** The shipped file with some lines in the place of one. */
  public CeremonyPlan plan(String line, String replacement) throws IOException {
    String text = Files.readString(SHIPPED);
    if (!text.contains(line)) {
      throw new IllegalArgumentException("no line " + line);
    }
    Path file =
        Files.writeString(folder.resolve("plan.properties"), text.replace(line, replacement));
    return CeremonyPlan.parse(file, environment());
  }

  public static KeyCeremony.Outcome hold(CeremonyPlan plan) {
    return new KeyCeremony(plan, Clock.systemUTC(), new SecureRandom()).hold();
  }

  public Path made(String file) {
    return folder.resolve("authority/ceremony").resolve(file);
  }
}
