package org.bailiwick.node.peer;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.Source;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.Consumes;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Structure rules that modules with a web edge check for their own classes. */
public final class PeerRules {
  /**
   * Request attributes and fields that carry a client certificate, as they stand in a class file's
   * constants.
   */
  private static final List<String> CERTIFICATE_NAMES =
      List.of(
          "servlet.request.X509Certificate",
          "servlet.request.ssl_session",
          "Client-Cert",
          "Workload-Identity-Token",
          "Workload-Proof-Token",
          "X-Forwarded-Client-Cert",
          "ssl-client-cert");

  private PeerRules() {}

  /** Nothing but the peer filter's package names what carries a client certificate. */
  public static ArchRule onlyThePeerFilterReadsPeerCertificates() {
    return ArchRuleDefinition.classes()
        .that()
        .resideOutsideOfPackage("org.bailiwick.node.peer..")
        .should(nameNoCarrierOfCertificates())
        .allowEmptyShould(true)
        .because("one filter checks path, validity, domain and revocation of a peer");
  }

  /** Only this package may use the certificates of a peer without a SPIFFE id. */
  public static ArchRule onlyThisPackageTakesUnverifiedChains(String taker) {
    return ArchRuleDefinition.noClasses()
        .that()
        .resideOutsideOfPackages("org.bailiwick.node.peer..", taker)
        .should()
        .dependOnClassesThat()
        .areAssignableTo(UnverifiedChain.class)
        .allowEmptyShould(true)
        .because("nothing of such a chain was checked");
  }

  /** A resource object that serves all requests has no field for a part of one of them. */
  public static ArchRule sharedResourcesHoldNothingOfARequest() {
    return ArchRuleDefinition.noFields()
        .that()
        .areDeclaredInClassesThat()
        .areAnnotatedWith(ApplicationScoped.class)
        .should()
        .haveRawType(
            JavaClass.Predicates.resideInAnyPackage("jakarta.servlet..", "jakarta.ws.rs.."))
        .because("another caller's request could be in it");
  }

  /** On a class it would hold for methods without a body, too, and be forgotten at new ones. */
  public static ArchRule whatIsConsumedStandsOnMethods() {
    return ArchRuleDefinition.noClasses()
        .should()
        .beAnnotatedWith(Consumes.class)
        .allowEmptyShould(true)
        .because("a request without a body has no type, and each method says what it takes");
  }

  private static ArchCondition<JavaClass> nameNoCarrierOfCertificates() {
    return new ArchCondition<>("not name a carrier of client certificates") {
      @Override
      public void check(JavaClass item, ConditionEvents events) {
        String constants = item.getSource().map(PeerRules::read).orElse("");
        for (String name : CERTIFICATE_NAMES) {
          if (constants.contains(name)) {
            events.add(SimpleConditionEvent.violated(item, item.getName() + " names " + name));
          }
        }
      }
    };
  }

  private static String read(Source source) {
    try (InputStream bytes = source.getUri().toURL().openStream()) {
      return new String(bytes.readAllBytes(), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
