package org.bailiwick.aca.start;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.bailiwick.aca.AcaSettings;
import org.bailiwick.aca.ForAca;
import org.bailiwick.aca.LedgerReader;
import org.bailiwick.aca.TrustFolder;
import org.bailiwick.aca.attestation.AttestationVerifier;
import org.bailiwick.aca.attestation.ReferenceValueVerifier;
import org.bailiwick.aca.attestation.verifier.AppointedVerifier;
import org.bailiwick.aca.attestation.verifier.TrustedVerifiers;
import org.bailiwick.aca.evidence.AttestationReview;
import org.bailiwick.aca.evidence.Attestors;
import org.bailiwick.aca.evidence.aws.InstanceDocuments;
import org.bailiwick.aca.evidence.azure.AttestedDocuments;
import org.bailiwick.aca.evidence.chain.MakerChain;
import org.bailiwick.aca.evidence.container.ContainerAttestor;
import org.bailiwick.aca.evidence.hsm.HsmKeyAttestor;
import org.bailiwick.aca.evidence.idevid.DeviceAuthenticator;
import org.bailiwick.aca.evidence.join.JoinTokens;
import org.bailiwick.aca.evidence.tpm.ActivationDesk;
import org.bailiwick.aca.evidence.tpm.TpmAttestor;
import org.bailiwick.aca.evidence.workload.WorkloadTokenAttestor;
import org.bailiwick.aca.nonce.NonceMint;
import org.bailiwick.aca.person.UserEvents;
import org.bailiwick.aca.person.UserProviders;
import org.bailiwick.aca.person.UserTokens;

/**
 * Produces the beans that verify applicants and users. A new attestor is added in {@link
 * #attestors} with the folder of its trusted issuers.
 */
@ApplicationScoped
class EvidenceWiring {

  @Produces
  @Singleton
  NonceMint nonces(AcaSettings settings, @ForAca Clock clock) {
    AcaSettings.Enrolments enrolments = settings.enrolments();
    return NonceMint.load(enrolments.nonceKeyFile(), enrolments.nonceLifetime(), clock);
  }

  @Produces
  @Singleton
  Attestors attestors(
      AcaSettings settings, ActivationDesk tpms, JoinTokens joins, @ForAca Clock clock) {
    AcaSettings.Folders folders = settings.folders();
    return new Attestors(
        DeviceAuthenticator.trusting(folders.of(TrustFolder.DEVICES), clock),
        List.of(
            new TpmAttestor(tpms),
            joins,
            new WorkloadTokenAttestor(folders.of(TrustFolder.WORKLOAD_ISSUERS), clock),
            new InstanceDocuments(folders.of(TrustFolder.AWS), clock),
            new AttestedDocuments(folders.of(TrustFolder.AZURE), clock),
            new ContainerAttestor(folders.of(TrustFolder.CONTAINER_NODES), clock),
            new HsmKeyAttestor(folders.of(TrustFolder.HSM_VENDORS), clock)));
  }

  @Produces
  @Singleton
  JoinTokens joinTokens(
      AcaSettings settings, LedgerReader reader, UserTokens users, @ForAca Clock clock) {
    return new JoinTokens(reader, users, settings.trustDomain(), clock);
  }

  @Produces
  @Singleton
  ActivationDesk tpms(AcaSettings settings, NonceMint nonces, @ForAca Clock clock) {
    Path vendors = settings.folders().of(TrustFolder.TPM_VENDORS);
    return new ActivationDesk(MakerChain.trusting("ek", vendors, clock), nonces);
  }

  @Produces
  @Singleton
  UserProviders userProviders(AcaSettings settings, @ForAca Clock clock) {
    return new UserProviders(settings.folders().of(TrustFolder.USERS), clock);
  }

  @Produces
  @Singleton
  UserTokens users(UserProviders providers) {
    return new UserTokens(providers);
  }

  @Produces
  @Singleton
  UserEvents userEvents(UserProviders providers) {
    return new UserEvents(providers);
  }

  @Produces
  @Singleton
  AttestationReview attestations(AcaSettings settings, @ForAca Clock clock) {
    AcaSettings.Folders folders = settings.folders();
    TrustedVerifiers outside = new TrustedVerifiers(folders.of(TrustFolder.VERIFIERS), clock);
    AttestationVerifier builtIn =
        new ReferenceValueVerifier(folders.of(TrustFolder.REFERENCE_VALUES), clock);
    return new AttestationReview(new AppointedVerifier(outside, builtIn, clock), outside);
  }
}
