api_key_uses.api_key_id text collate C not null
api_key_uses.last_used_at text collate C not null
api_keys.id text collate C not null
api_keys.realm_id text collate C not null
api_keys.team_id text collate C not null
api_keys.user_id text collate C not null
api_keys.name text collate C not null
api_keys.key_hash text collate C not null
api_keys.hint text collate C not null
api_keys.scopes text collate C not null
api_keys.expires_at text collate C
api_keys.revoked_at text collate C
api_keys.created_at text collate C not null
archive_holds.id text collate C not null
archive_holds.held_until text collate C not null
audit_events.id text collate C not null
audit_events.realm_id text collate C
audit_events.event text collate C not null
audit_events.occurred_at text collate C not null
audit_events.actor_type text collate C not null
audit_events.actor_id text collate C
audit_events.actor_name text collate C
audit_events.token_id text collate C
audit_events.object_type text collate C
audit_events.object_id text collate C
audit_events.ip text collate C
audit_events.protocol text collate C not null
audit_events.request_id text collate C
audit_events.details text collate C not null
case_profiles.patient_id text collate C not null
case_profiles.realm_id text collate C not null
case_profiles.profile text collate C not null
case_profiles.label text collate C not null
case_profiles.created_at text collate C not null
case_profiles.profile_id text collate C
case_profiles.profile_version integer
changes.id bigint not null
changes.realm_id text collate C not null
changes.topic text collate C not null
changes.object_id text collate C not null
changes.changed_at text collate C not null
commitments.id text collate C not null
commitments.realm_id text collate C not null
commitments.ae_title text collate C not null
commitments.transaction_uid text collate C not null
commitments.instances text collate C not null
commitments.created_at text collate C not null
deidentification_profile_versions.profile_id text collate C not null
deidentification_profile_versions.version integer not null
deidentification_profile_versions.realm_id text collate C not null
deidentification_profile_versions.profile text collate C not null
deidentification_profile_versions.created_by text collate C
deidentification_profile_versions.created_at text collate C not null
deidentification_profiles.id text collate C not null
deidentification_profiles.realm_id text collate C not null
deidentification_profiles.name text collate C not null
deidentification_profiles.version integer not null
deidentification_profiles.archived integer not null
deidentification_profiles.created_at text collate C not null
deidentification_profiles.updated_at text collate C not null
deidentified_instances.instance_id text collate C not null
deidentified_instances.realm_id text collate C not null
deidentified_instances.account text collate C not null
deidentified_instances.identity text collate C
doomed_objects.object_key text collate C not null
doomed_objects.realm_id text collate C not null
doomed_objects.created_at text collate C not null
held_instances.id text collate C not null
held_instances.realm_id text collate C not null
held_instances.upload_id text collate C
held_instances.patient_id text collate C
held_instances.sop_instance_uid text collate C not null
held_instances.study_instance_uid text collate C not null
held_instances.reason text collate C not null
held_instances.object_key text collate C not null
held_instances.size_bytes bigint not null
held_instances.sha256 text collate C not null
held_instances.created_at text collate C not null
held_instances.held_study_id text collate C
held_studies.id text collate C not null
held_studies.realm_id text collate C not null
held_studies.patient_id text collate C
held_studies.study_instance_uid text collate C not null
held_studies.identity text collate C not null
held_studies.reason text collate C not null
held_studies.facts text collate C not null
held_studies.instance_count integer not null
held_studies.size_bytes bigint not null
held_studies.state text collate C not null
held_studies.created_at text collate C not null
held_studies.updated_at text collate C not null
installation.key text collate C not null
installation.value text collate C not null
instances.id text collate C not null
instances.realm_id text collate C not null
instances.study_id text collate C not null
instances.series_id text collate C not null
instances.sop_instance_uid text collate C not null
instances.sop_class_uid text collate C not null
instances.transfer_syntax_uid text collate C not null
instances.instance_number integer
instances.number_of_frames integer not null
instances.rows integer
instances.columns integer
instances.object_key text collate C not null
instances.size_bytes bigint not null
instances.sha256 text collate C not null
instances.layout text collate C not null
instances.created_at text collate C not null
instances.attributes text collate C
invitations.id text collate C not null
invitations.team_id text collate C not null
invitations.code_hash text collate C not null
invitations.email text collate C
invitations.role text collate C not null
invitations.created_by text collate C not null
invitations.expires_at text collate C not null
invitations.accepted_at text collate C
invitations.created_at text collate C not null
jobs.id text collate C not null
jobs.kind text collate C not null
jobs.version integer not null
jobs.payload text collate C not null
jobs.unique_key text collate C
jobs.state text collate C not null
jobs.run_at text collate C not null
jobs.attempts integer not null
jobs.leased_until text collate C
jobs.lease text collate C
jobs.last_error text collate C
jobs.created_at text collate C not null
list_blocks.realm_id text collate C not null
list_blocks.list text collate C not null
list_blocks.lower_value text collate C not null
list_blocks.lower_id text collate C not null
list_blocks.row_count integer not null
memberships.team_id text collate C not null
memberships.user_id text collate C not null
memberships.role text collate C not null
memberships.created_at text collate C not null
migrations.name text not null
object_faults.object_key text collate C not null
object_faults.realm_id text collate C not null
object_faults.object_table text collate C not null
object_faults.row_id text collate C not null
object_faults.fault text collate C not null
object_faults.found_at text collate C not null
part_pieces.id text collate C not null
part_pieces.realm_id text collate C not null
part_pieces.part_id text collate C not null
part_pieces.start_bytes bigint not null
part_pieces.size_bytes bigint not null
part_pieces.sha256 text collate C not null
part_pieces.object_key text collate C not null
part_pieces.created_at text collate C not null
part_pieces.seal text collate C
patient_identifiers.id text collate C not null
patient_identifiers.realm_id text collate C not null
patient_identifiers.patient_id text collate C not null
patient_identifiers.value text collate C not null
patient_identifiers.issuer text collate C not null
patient_identifiers.type text collate C
patient_identifiers.created_at text collate C not null
patients.id text collate C not null
patients.realm_id text collate C not null
patients.person_id text collate C not null
patients.kind text collate C not null
patients.label text collate C
patients.given_names text collate C
patients.family_name text collate C
patients.date_of_birth text collate C
patients.sex text collate C
patients.address text collate C
patients.archived integer not null
patients.sort_name text collate C not null
patients.search_text text collate C not null
patients.created_at text collate C not null
patients.updated_at text collate C not null
peers.id text collate C not null
peers.realm_id text collate C not null
peers.ae_title text collate C not null
peers.host text collate C
peers.port integer
peers.rights text collate C not null
peers.tls integer not null
peers.created_at text collate C not null
peers.updated_at text collate C not null
peers.case_id text collate C
persons.id text collate C not null
persons.realm_id text collate C not null
persons.created_at text collate C not null
ranked_lists.realm_id text collate C not null
ranked_lists.list text collate C not null
ranked_lists.row_count integer not null
ranked_lists.version text collate C not null
realm_secrets.realm_id text collate C not null
realm_secrets.pseudonym_key text collate C not null
realm_secrets.signing_key text collate C not null
realm_secrets.created_at text collate C not null
realm_secrets.identity_key text collate C
realm_usage.realm_id text collate C not null
realm_usage.shard integer not null
realm_usage.study_count bigint not null
realm_usage.series_count bigint not null
realm_usage.instance_count bigint not null
realm_usage.object_bytes bigint not null
realms.id text collate C not null
realms.name text collate C not null
realms.ae_title text collate C
realms.settings text collate C not null
realms.created_at text collate C not null
realms.updated_at text collate C not null
report_files.id text collate C not null
report_files.realm_id text collate C not null
report_files.study_id text collate C not null
report_files.object_key text collate C not null
report_files.size_bytes bigint not null
report_files.sha256 text collate C not null
report_files.created_at text collate C not null
report_versions.report_id text collate C not null
report_versions.version integer not null
report_versions.realm_id text collate C not null
report_versions.status text collate C not null
report_versions.title text collate C not null
report_versions.type text collate C not null
report_versions.day text collate C
report_versions.author text collate C
report_versions.body text collate C
report_versions.file_id text collate C
report_versions.reason text collate C
report_versions.written_by text collate C
report_versions.signed_by text collate C
report_versions.signed_at text collate C
report_versions.created_at text collate C not null
reports.id text collate C not null
reports.realm_id text collate C not null
reports.study_id text collate C not null
reports.version integer not null
reports.created_at text collate C not null
reports.updated_at text collate C not null
resumable_uploads.id text collate C not null
resumable_uploads.realm_id text collate C not null
resumable_uploads.maker text collate C not null
resumable_uploads.client_key text collate C
resumable_uploads.patient_id text collate C
resumable_uploads.accept_mismatch integer not null
resumable_uploads.part_count integer not null
resumable_uploads.origin text collate C not null
resumable_uploads.state text collate C not null
resumable_uploads.has_job integer not null
resumable_uploads.expires_at text collate C not null
resumable_uploads.created_at text collate C not null
review_items.id text collate C not null
review_items.realm_id text collate C not null
review_items.patient_id text collate C not null
review_items.state text collate C not null
review_items.study_instance_uid text collate C not null
review_items.sop_instance_uid text collate C not null
review_items.sop_class_uid text collate C not null
review_items.transfer_syntax_uid text collate C not null
review_items.modality text collate C
review_items.rows integer
review_items.columns integer
review_items.frame_count integer not null
review_items.layout text collate C not null
review_items.reasons text collate C not null
review_items.boxes text collate C not null
review_items.account text collate C not null
review_items.content_sha256 text collate C not null
review_items.object_key text collate C
review_items.seal text collate C
review_items.size_bytes bigint not null
review_items.sha256 text collate C not null
review_items.created_at text collate C not null
review_items.decided_at text collate C
review_items.decided_by text collate C
review_items.decision text collate C
review_items.study_id text collate C
review_items.identity text collate C
scrub_cursors.object_table text collate C not null
scrub_cursors.month text collate C not null
scrub_cursors.after_id text collate C not null
scrub_cursors.checked_at text collate C not null
search_days.realm_id text collate C not null
search_days.day integer not null
search_days.study_count integer not null
search_postings.term_number bigint not null
search_postings.day integer not null
search_postings.study_number bigint not null
search_series.id text collate C not null
search_series.realm_id text collate C not null
search_series.study_id text collate C not null
search_series.series_instance_uid text collate C not null
search_series.series_number integer not null
search_series.modality text collate C not null
search_series.series_description text collate C not null
search_series.body_part_examined text collate C not null
search_series.protocol_name text collate C not null
search_series.station_name text collate C not null
search_series.institution_name text collate C not null
search_series.performed_day integer not null
search_series.performed_time text collate C not null
search_series.scheduled_step_ids text collate C not null
search_series.requested_procedure_ids text collate C not null
search_series.attributes text collate C not null
search_series.further_attributes text collate C not null
search_studies.number bigint not null
search_studies.id text collate C not null
search_studies.realm_id text collate C not null
search_studies.study_instance_uid text collate C not null
search_studies.day integer not null
search_studies.study_time text collate C not null
search_studies.accession_number text collate C not null
search_studies.patient_id text collate C not null
search_studies.issuer_of_patient_id text collate C not null
search_studies.patient_name text collate C not null
search_studies.patient_birth_day integer not null
search_studies.patient_sex text collate C not null
search_studies.referring_physician_name text collate C not null
search_studies.study_identifier text collate C not null
search_studies.study_description text collate C not null
search_studies.modalities text collate C not null
search_studies.sop_classes text collate C not null
search_studies.attributes text collate C not null
search_studies.further_attributes text collate C not null
search_terms.number bigint not null
search_terms.id text collate C not null
search_terms.realm_id text collate C not null
search_terms.attribute text collate C not null
search_terms.search_text text collate C not null
series.id text collate C not null
series.realm_id text collate C not null
series.study_id text collate C not null
series.series_instance_uid text collate C not null
series.series_number integer
series.series_description text collate C
series.modality text collate C
series.body_part_examined text collate C
series.instance_count integer not null
series.created_at text collate C not null
series_metadata.series_id text collate C not null
series_metadata.realm_id text collate C not null
series_metadata.fingerprint text collate C not null
series_metadata.base_url text collate C not null
series_metadata.object_key text collate C not null
series_metadata.size_bytes bigint not null
series_metadata.text_bytes bigint not null
series_metadata.text_crc bigint not null
series_metadata.created_at text collate C not null
sessions.id text collate C not null
sessions.token_hash text collate C not null
sessions.user_id text collate C not null
sessions.team_id text collate C not null
sessions.created_at text collate C not null
sessions.last_seen_at text collate C not null
sessions.expires_at text collate C not null
sign_in_attempts.subject text collate C not null
sign_in_attempts.failures integer not null
sign_in_attempts.last_failed_at text collate C not null
sign_in_attempts.locked_until text collate C
small_objects.object_key text collate C not null
small_objects.size_bytes integer not null
small_objects.bytes bytea not null
studies.id text collate C not null
studies.realm_id text collate C not null
studies.person_id text collate C not null
studies.study_instance_uid text collate C
studies.availability text collate C not null
studies.status text collate C not null
studies.study_description text collate C
studies.study_date text collate C
studies.study_time text collate C
studies.study_day text collate C
studies.sort_description text collate C
studies.accession_no text collate C
studies.institution_name text collate C
studies.referring_physician_name text collate C
studies.notes text collate C
studies.modalities text collate C not null
studies.series_count integer
studies.instance_count integer
studies.last_received_at text collate C
studies.created_at text collate C not null
studies.updated_at text collate C not null
teams.id text collate C not null
teams.realm_id text collate C not null
teams.name text collate C not null
teams.created_at text collate C not null
teams.updated_at text collate C not null
text_lists.number integer not null
text_lists.realm_id text collate C not null
text_lists.list text collate C not null
text_lists.row_count integer not null
text_lists.is_counted integer not null
text_lists.change_count bigint not null
text_lists.counted_to bigint not null
text_search.id text collate C not null
text_search.list_number integer not null
text_search.text text collate C not null
text_search.grams ARRAY not null
text_search_changes.list_number integer not null
text_search_changes.position bigint not null
text_search_changes.delta integer not null
text_search_changes.text text collate C not null
text_search_counts.list_number integer not null
text_search_counts.gram text collate C not null
text_search_counts.row_count integer not null
text_search_counts.is_open integer not null
transfers.id text collate C not null
transfers.realm_id text collate C not null
transfers.ae_title text collate C not null
transfers.study_id text collate C not null
transfers.series_instance_uid text collate C
transfers.state text collate C not null
transfers.reason text collate C
transfers.instance_count integer not null
transfers.completed_count integer not null
transfers.warning_count integer not null
transfers.failed_count integer not null
transfers.failed_uids text collate C not null
transfers.sent_through text collate C not null
transfers.created_at text collate C not null
transfers.updated_at text collate C not null
upload_files.upload_id text collate C not null
upload_files.position integer not null
upload_files.realm_id text collate C not null
upload_files.name text collate C not null
upload_files.outcome text collate C not null
upload_files.reason text collate C
upload_files.sop_instance_uid text collate C
upload_files.study_id text collate C
upload_parts.id text collate C not null
upload_parts.realm_id text collate C not null
upload_parts.upload_id text collate C not null
upload_parts.number integer not null
upload_parts.size_bytes bigint not null
upload_parts.received_bytes bigint not null
upload_parts.state text collate C not null
upload_parts.is_terminated integer not null
upload_parts.metadata text collate C not null
upload_parts.name text collate C not null
upload_parts.media_type text collate C not null
upload_parts.first_position integer
upload_parts.created_at text collate C not null
upload_parts.is_sealed integer not null
upload_studies.upload_id text collate C not null
upload_studies.study_id text collate C not null
upload_studies.realm_id text collate C not null
uploads.id text collate C not null
uploads.realm_id text collate C not null
uploads.patient_id text collate C
uploads.status text collate C not null
uploads.source text collate C not null
uploads.received integer not null
uploads.stored integer not null
uploads.duplicate integer not null
uploads.rejected integer not null
uploads.held integer not null
uploads.created_at text collate C not null
uploads.updated_at text collate C not null
users.id text collate C not null
users.email text collate C not null
users.email_key text collate C not null
users.name text collate C not null
users.password_hash text collate C not null
users.current_team_id text collate C
users.created_at text collate C not null
users.updated_at text collate C not null
worklist_realms.number bigint not null
worklist_realms.realm_id text collate C not null
worklist_studies.number bigint not null
worklist_studies.study_id text collate C not null
worklist_studies.realm_number bigint not null
worklist_studies.day integer not null
worklist_studies.received_at text collate C not null
worklist_studies.sort_name text collate C not null
worklist_terms.realm_number bigint not null
worklist_terms.term text collate C not null
worklist_terms.day integer not null
worklist_terms.study_number bigint not null
worklist_views.id text collate C not null
worklist_views.realm_id text collate C not null
worklist_views.user_id text collate C not null
worklist_views.name text collate C not null
worklist_views.shared integer not null
worklist_views.state text collate C not null
worklist_views.created_at text collate C not null
worklist_views.updated_at text collate C not null
CREATE UNIQUE INDEX api_key_uses_pkey ON public.api_key_uses USING btree (api_key_id)
CREATE UNIQUE INDEX api_keys_key_hash_key ON public.api_keys USING btree (key_hash)
CREATE UNIQUE INDEX api_keys_pkey ON public.api_keys USING btree (id)
CREATE INDEX api_keys_team ON public.api_keys USING btree (team_id, id)
CREATE INDEX api_keys_user ON public.api_keys USING btree (user_id, team_id)
CREATE UNIQUE INDEX archive_holds_pkey ON public.archive_holds USING btree (id)
CREATE INDEX audit_events_actor ON public.audit_events USING btree (realm_id, actor_id, id)
CREATE INDEX audit_events_event ON public.audit_events USING btree (realm_id, event, id)
CREATE INDEX audit_events_object ON public.audit_events USING btree (realm_id, object_id, id)
CREATE UNIQUE INDEX audit_events_pkey ON public.audit_events USING btree (id)
CREATE INDEX audit_events_realm ON public.audit_events USING btree (realm_id, id)
CREATE UNIQUE INDEX case_profiles_pkey ON public.case_profiles USING btree (patient_id)
CREATE INDEX case_profiles_profile ON public.case_profiles USING btree (profile_id)
CREATE INDEX case_profiles_realm ON public.case_profiles USING btree (realm_id)
CREATE UNIQUE INDEX changes_pkey ON public.changes USING btree (id)
CREATE INDEX changes_realm ON public.changes USING btree (realm_id, id)
CREATE UNIQUE INDEX commitments_pkey ON public.commitments USING btree (id)
CREATE INDEX commitments_realm ON public.commitments USING btree (realm_id, id)
CREATE UNIQUE INDEX deidentification_profile_versions_pkey ON public.deidentification_profile_versions USING btree (profile_id, version)
CREATE UNIQUE INDEX deidentification_profiles_pkey ON public.deidentification_profiles USING btree (id)
CREATE UNIQUE INDEX deidentification_profiles_realm_id_name_key ON public.deidentification_profiles USING btree (realm_id, name)
CREATE UNIQUE INDEX deidentified_instances_pkey ON public.deidentified_instances USING btree (instance_id)
CREATE UNIQUE INDEX doomed_objects_pkey ON public.doomed_objects USING btree (object_key)
CREATE UNIQUE INDEX held_instances_bytes ON public.held_instances USING btree (realm_id, sha256, COALESCE(patient_id, ''::text))
CREATE UNIQUE INDEX held_instances_object_key_key ON public.held_instances USING btree (object_key)
CREATE INDEX held_instances_patient ON public.held_instances USING btree (patient_id)
CREATE UNIQUE INDEX held_instances_pkey ON public.held_instances USING btree (id)
CREATE INDEX held_instances_realm ON public.held_instances USING btree (realm_id, id)
CREATE INDEX held_instances_study ON public.held_instances USING btree (held_study_id, id)
CREATE UNIQUE INDEX held_studies_identity ON public.held_studies USING btree (realm_id, study_instance_uid, COALESCE(patient_id, ''::text), identity)
CREATE INDEX held_studies_patient ON public.held_studies USING btree (patient_id) WHERE (patient_id IS NOT NULL)
CREATE UNIQUE INDEX held_studies_pkey ON public.held_studies USING btree (id)
CREATE INDEX held_studies_realm ON public.held_studies USING btree (realm_id, id)
CREATE UNIQUE INDEX installation_pkey ON public.installation USING btree (key)
CREATE INDEX instances_documents ON public.instances USING btree (study_id, id) WHERE ((sop_class_uid = '1.2.840.10008.5.1.4.1.1.104.1'::text) OR (substr(sop_class_uid, 1, 27) = '1.2.840.10008.5.1.4.1.1.88.'::text))
CREATE UNIQUE INDEX instances_object_key_key ON public.instances USING btree (object_key)
CREATE UNIQUE INDEX instances_pkey ON public.instances USING btree (id)
CREATE INDEX instances_series ON public.instances USING btree (series_id, instance_number, id)
CREATE UNIQUE INDEX instances_study_id_sop_instance_uid_key ON public.instances USING btree (study_id, sop_instance_uid)
CREATE INDEX instances_uid ON public.instances USING btree (sop_instance_uid)
CREATE UNIQUE INDEX invitations_code_hash_key ON public.invitations USING btree (code_hash)
CREATE UNIQUE INDEX invitations_pkey ON public.invitations USING btree (id)
CREATE INDEX invitations_team ON public.invitations USING btree (team_id, id)
CREATE INDEX jobs_due ON public.jobs USING btree (state, kind, run_at)
CREATE UNIQUE INDEX jobs_pkey ON public.jobs USING btree (id)
CREATE UNIQUE INDEX jobs_unique_key ON public.jobs USING btree (unique_key) WHERE ((unique_key IS NOT NULL) AND (state = 'waiting'::text))
CREATE UNIQUE INDEX list_blocks_pkey ON public.list_blocks USING btree (realm_id, list, lower_value, lower_id)
CREATE UNIQUE INDEX memberships_pkey ON public.memberships USING btree (team_id, user_id)
CREATE INDEX memberships_user ON public.memberships USING btree (user_id)
CREATE UNIQUE INDEX migrations_pkey ON public.migrations USING btree (name)
CREATE UNIQUE INDEX object_faults_pkey ON public.object_faults USING btree (object_key)
CREATE UNIQUE INDEX part_pieces_object_key_key ON public.part_pieces USING btree (object_key)
CREATE UNIQUE INDEX part_pieces_part_id_start_bytes_key ON public.part_pieces USING btree (part_id, start_bytes)
CREATE UNIQUE INDEX part_pieces_pkey ON public.part_pieces USING btree (id)
CREATE UNIQUE INDEX patient_identifiers_patient_id_value_issuer_key ON public.patient_identifiers USING btree (patient_id, value, issuer)
CREATE UNIQUE INDEX patient_identifiers_pkey ON public.patient_identifiers USING btree (id)
CREATE INDEX patient_identifiers_value ON public.patient_identifiers USING btree (realm_id, value, issuer)
CREATE INDEX patients_birth ON public.patients USING btree (realm_id, kind, archived, date_of_birth, id)
CREATE INDEX patients_created ON public.patients USING btree (realm_id, kind, archived, created_at, id)
CREATE INDEX patients_name ON public.patients USING btree (realm_id, kind, archived, sort_name, id)
CREATE INDEX patients_person ON public.patients USING btree (person_id)
CREATE UNIQUE INDEX patients_pkey ON public.patients USING btree (id)
CREATE INDEX patients_updated ON public.patients USING btree (realm_id, kind, archived, updated_at, id)
CREATE UNIQUE INDEX peers_pkey ON public.peers USING btree (id)
CREATE UNIQUE INDEX peers_realm_id_ae_title_key ON public.peers USING btree (realm_id, ae_title)
CREATE UNIQUE INDEX persons_pkey ON public.persons USING btree (id)
CREATE UNIQUE INDEX ranked_lists_pkey ON public.ranked_lists USING btree (realm_id, list)
CREATE UNIQUE INDEX realm_secrets_pkey ON public.realm_secrets USING btree (realm_id)
CREATE UNIQUE INDEX realm_usage_pkey ON public.realm_usage USING btree (realm_id, shard)
CREATE UNIQUE INDEX realms_ae_title_key ON public.realms USING btree (ae_title)
CREATE UNIQUE INDEX realms_pkey ON public.realms USING btree (id)
CREATE UNIQUE INDEX report_files_object_key_key ON public.report_files USING btree (object_key)
CREATE UNIQUE INDEX report_files_pkey ON public.report_files USING btree (id)
CREATE INDEX report_files_study ON public.report_files USING btree (study_id)
CREATE UNIQUE INDEX report_versions_pkey ON public.report_versions USING btree (report_id, version)
CREATE UNIQUE INDEX reports_pkey ON public.reports USING btree (id)
CREATE INDEX reports_study ON public.reports USING btree (study_id, id)
CREATE INDEX resumable_uploads_expiry ON public.resumable_uploads USING btree (expires_at)
CREATE INDEX resumable_uploads_patient ON public.resumable_uploads USING btree (patient_id) WHERE (patient_id IS NOT NULL)
CREATE UNIQUE INDEX resumable_uploads_pkey ON public.resumable_uploads USING btree (id)
CREATE UNIQUE INDEX resumable_uploads_realm_id_maker_client_key_key ON public.resumable_uploads USING btree (realm_id, maker, client_key)
CREATE UNIQUE INDEX review_items_content ON public.review_items USING btree (patient_id, sop_instance_uid, content_sha256) WHERE (state = 'waiting'::text)
CREATE UNIQUE INDEX review_items_object ON public.review_items USING btree (object_key) WHERE (object_key IS NOT NULL)
CREATE INDEX review_items_patient ON public.review_items USING btree (patient_id, sop_instance_uid)
CREATE UNIQUE INDEX review_items_pkey ON public.review_items USING btree (id)
CREATE INDEX review_items_waiting ON public.review_items USING btree (realm_id, patient_id, id) WHERE (state = 'waiting'::text)
CREATE UNIQUE INDEX scrub_cursors_pkey ON public.scrub_cursors USING btree (object_table, month)
CREATE UNIQUE INDEX search_days_pkey ON public.search_days USING btree (realm_id, day)
CREATE UNIQUE INDEX search_postings_pkey ON public.search_postings USING btree (term_number, day, study_number)
CREATE UNIQUE INDEX search_series_pkey ON public.search_series USING btree (id)
CREATE INDEX search_series_study ON public.search_series USING btree (study_id, series_number, id)
CREATE INDEX search_series_uid ON public.search_series USING btree (series_instance_uid)
CREATE INDEX search_studies_accession ON public.search_studies USING btree (realm_id, accession_number, day, number)
CREATE INDEX search_studies_day ON public.search_studies USING btree (realm_id, day, number)
CREATE UNIQUE INDEX search_studies_id_key ON public.search_studies USING btree (id)
CREATE INDEX search_studies_identifier ON public.search_studies USING btree (realm_id, study_identifier, day, number)
CREATE INDEX search_studies_patient ON public.search_studies USING btree (realm_id, patient_id, day, number)
CREATE UNIQUE INDEX search_studies_pkey ON public.search_studies USING btree (number)
CREATE INDEX search_studies_uid ON public.search_studies USING btree (realm_id, study_instance_uid)
CREATE UNIQUE INDEX search_terms_id_key ON public.search_terms USING btree (id)
CREATE UNIQUE INDEX search_terms_pkey ON public.search_terms USING btree (number)
CREATE UNIQUE INDEX search_terms_realm_id_attribute_search_text_key ON public.search_terms USING btree (realm_id, attribute, search_text)
CREATE UNIQUE INDEX series_metadata_object_key_key ON public.series_metadata USING btree (object_key)
CREATE UNIQUE INDEX series_metadata_pkey ON public.series_metadata USING btree (series_id)
CREATE UNIQUE INDEX series_pkey ON public.series USING btree (id)
CREATE UNIQUE INDEX series_study_id_series_instance_uid_key ON public.series USING btree (study_id, series_instance_uid)
CREATE INDEX sessions_expiry ON public.sessions USING btree (expires_at)
CREATE UNIQUE INDEX sessions_pkey ON public.sessions USING btree (id)
CREATE UNIQUE INDEX sessions_token_hash_key ON public.sessions USING btree (token_hash)
CREATE INDEX sessions_user ON public.sessions USING btree (user_id)
CREATE INDEX sign_in_attempts_age ON public.sign_in_attempts USING btree (last_failed_at)
CREATE UNIQUE INDEX sign_in_attempts_pkey ON public.sign_in_attempts USING btree (subject)
CREATE UNIQUE INDEX small_objects_pkey ON public.small_objects USING btree (object_key)
CREATE INDEX studies_created ON public.studies USING btree (realm_id, person_id, created_at, id)
CREATE INDEX studies_person ON public.studies USING btree (realm_id, person_id, study_day, id)
CREATE UNIQUE INDEX studies_pkey ON public.studies USING btree (id)
CREATE INDEX studies_realm_uid ON public.studies USING btree (realm_id, study_instance_uid) WHERE (availability = 'dicom'::text)
CREATE UNIQUE INDEX studies_uid ON public.studies USING btree (person_id, study_instance_uid) WHERE (availability = 'dicom'::text)
CREATE INDEX teams_name ON public.teams USING btree (name)
CREATE UNIQUE INDEX teams_pkey ON public.teams USING btree (id)
CREATE UNIQUE INDEX text_lists_pkey ON public.text_lists USING btree (number)
CREATE UNIQUE INDEX text_lists_realm_id_list_key ON public.text_lists USING btree (realm_id, list)
CREATE UNIQUE INDEX text_search_changes_pkey ON public.text_search_changes USING btree (list_number, "position")
CREATE UNIQUE INDEX text_search_counts_pkey ON public.text_search_counts USING btree (list_number, gram)
CREATE INDEX text_search_grams ON public.text_search USING gin (grams) WITH (fastupdate=off)
CREATE UNIQUE INDEX text_search_pkey ON public.text_search USING btree (id)
CREATE UNIQUE INDEX transfers_pkey ON public.transfers USING btree (id)
CREATE INDEX transfers_realm ON public.transfers USING btree (realm_id, id)
CREATE INDEX transfers_study ON public.transfers USING btree (study_id)
CREATE UNIQUE INDEX upload_files_pkey ON public.upload_files USING btree (upload_id, "position")
CREATE INDEX upload_files_study ON public.upload_files USING btree (study_id) WHERE (study_id IS NOT NULL)
CREATE UNIQUE INDEX upload_parts_pkey ON public.upload_parts USING btree (id)
CREATE INDEX upload_parts_under_way ON public.upload_parts USING btree (realm_id, size_bytes) WHERE (state <> 'received'::text)
CREATE UNIQUE INDEX upload_parts_upload_id_number_key ON public.upload_parts USING btree (upload_id, number)
CREATE UNIQUE INDEX upload_studies_pkey ON public.upload_studies USING btree (upload_id, study_id)
CREATE INDEX upload_studies_study ON public.upload_studies USING btree (study_id)
CREATE INDEX uploads_open ON public.uploads USING btree (updated_at) WHERE (status = ANY (ARRAY['receiving'::text, 'processing'::text]))
CREATE INDEX uploads_patient ON public.uploads USING btree (patient_id) WHERE (patient_id IS NOT NULL)
CREATE UNIQUE INDEX uploads_pkey ON public.uploads USING btree (id)
CREATE INDEX uploads_realm ON public.uploads USING btree (realm_id, id)
CREATE UNIQUE INDEX users_email_key_key ON public.users USING btree (email_key)
CREATE UNIQUE INDEX users_pkey ON public.users USING btree (id)
CREATE UNIQUE INDEX worklist_realms_pkey ON public.worklist_realms USING btree (number)
CREATE UNIQUE INDEX worklist_realms_realm_id_key ON public.worklist_realms USING btree (realm_id)
CREATE INDEX worklist_studies_day ON public.worklist_studies USING btree (realm_number, day, number)
CREATE INDEX worklist_studies_name ON public.worklist_studies USING btree (realm_number, sort_name, number)
CREATE UNIQUE INDEX worklist_studies_pkey ON public.worklist_studies USING btree (number)
CREATE INDEX worklist_studies_received ON public.worklist_studies USING btree (realm_number, received_at, number)
CREATE UNIQUE INDEX worklist_studies_study_id_key ON public.worklist_studies USING btree (study_id)
CREATE UNIQUE INDEX worklist_terms_pkey ON public.worklist_terms USING btree (realm_number, term, day, study_number)
CREATE INDEX worklist_terms_study ON public.worklist_terms USING btree (study_number, term)
CREATE UNIQUE INDEX worklist_views_pkey ON public.worklist_views USING btree (id)
CREATE UNIQUE INDEX worklist_views_realm_id_user_id_name_key ON public.worklist_views USING btree (realm_id, user_id, name)
CREATE INDEX worklist_views_shared ON public.worklist_views USING btree (realm_id) WHERE (shared = 1)
api_key_uses api_key_uses_api_key_id_fkey FOREIGN KEY (api_key_id) REFERENCES api_keys(id)
api_key_uses api_key_uses_pkey PRIMARY KEY (api_key_id)
api_keys api_keys_key_hash_key UNIQUE (key_hash)
api_keys api_keys_pkey PRIMARY KEY (id)
api_keys api_keys_realm_id_fkey FOREIGN KEY (realm_id) REFERENCES realms(id)
api_keys api_keys_team_id_fkey FOREIGN KEY (team_id) REFERENCES teams(id)
api_keys api_keys_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id)
archive_holds archive_holds_pkey PRIMARY KEY (id)
audit_events audit_events_pkey PRIMARY KEY (id)
case_profiles case_profiles_patient_id_fkey FOREIGN KEY (patient_id) REFERENCES patients(id) ON DELETE CASCADE
case_profiles case_profiles_pkey PRIMARY KEY (patient_id)
case_profiles case_profiles_realm_id_fkey FOREIGN KEY (realm_id) REFERENCES realms(id)
changes changes_pkey PRIMARY KEY (id)
commitments commitments_pkey PRIMARY KEY (id)
commitments commitments_realm_id_fkey FOREIGN KEY (realm_id) REFERENCES realms(id)
deidentification_profile_versions deidentification_profile_versions_pkey PRIMARY KEY (profile_id, version)
deidentification_profile_versions deidentification_profile_versions_profile_id_fkey FOREIGN KEY (profile_id) REFERENCES deidentification_profiles(id)
deidentification_profile_versions deidentification_profile_versions_realm_id_fkey FOREIGN KEY (realm_id) REFERENCES realms(id)
deidentification_profiles deidentification_profiles_pkey PRIMARY KEY (id)
deidentification_profiles deidentification_profiles_realm_id_fkey FOREIGN KEY (realm_id) REFERENCES realms(id)
deidentification_profiles deidentification_profiles_realm_id_name_key UNIQUE (realm_id, name)
deidentified_instances deidentified_instances_instance_id_fkey FOREIGN KEY (instance_id) REFERENCES instances(id) ON DELETE CASCADE
deidentified_instances deidentified_instances_pkey PRIMARY KEY (instance_id)
deidentified_instances deidentified_instances_realm_id_fkey FOREIGN KEY (realm_id) REFERENCES realms(id)
doomed_objects doomed_objects_pkey PRIMARY KEY (object_key)
held_instances held_instances_held_study_id_fkey FOREIGN KEY (held_study_id) REFERENCES held_studies(id)
held_instances held_instances_object_key_key UNIQUE (object_key)
held_instances held_instances_patient_id_fkey FOREIGN KEY (patient_id) REFERENCES patients(id)
held_instances held_instances_pkey PRIMARY KEY (id)
held_instances held_instances_realm_id_fkey FOREIGN KEY (realm_id) REFERENCES realms(id)
held_studies held_studies_patient_id_fkey FOREIGN KEY (patient_id) REFERENCES patients(id)
held_studies held_studies_pkey PRIMARY KEY (id)
held_studies held_studies_realm_id_fkey FOREIGN KEY (realm_id) REFERENCES realms(id)
installation installation_pkey PRIMARY KEY (key)
instances instances_object_key_key UNIQUE (object_key)
instances instances_pkey PRIMARY KEY (id)
instances instances_realm_id_fkey FOREIGN KEY (realm_id) REFERENCES realms(id)
instances instances_series_id_fkey FOREIGN KEY (series_id) REFERENCES series(id)
instances instances_study_id_fkey FOREIGN KEY (study_id) REFERENCES studies(id)
instances instances_study_id_sop_instance_uid_key UNIQUE (study_id, sop_instance_uid)
invitations invitations_code_hash_key UNIQUE (code_hash)
invitations invitations_created_by_fkey FOREIGN KEY (created_by) REFERENCES users(id)
invitations invitations_pkey PRIMARY KEY (id)
invitations invitations_team_id_fkey FOREIGN KEY (team_id) REFERENCES teams(id)
jobs jobs_pkey PRIMARY KEY (id)
list_blocks list_blocks_pkey PRIMARY KEY (realm_id, list, lower_value, lower_id)
memberships memberships_pkey PRIMARY KEY (team_id, user_id)
memberships memberships_team_id_fkey FOREIGN KEY (team_id) REFERENCES teams(id)
memberships memberships_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id)
migrations migrations_pkey PRIMARY KEY (name)
object_faults object_faults_pkey PRIMARY KEY (object_key)
part_pieces part_pieces_object_key_key UNIQUE (object_key)
part_pieces part_pieces_part_id_fkey FOREIGN KEY (part_id) REFERENCES upload_parts(id)
part_pieces part_pieces_part_id_start_bytes_key UNIQUE (part_id, start_bytes)
part_pieces part_pieces_pkey PRIMARY KEY (id)
part_pieces part_pieces_realm_id_fkey FOREIGN KEY (realm_id) REFERENCES realms(id)
patient_identifiers patient_identifiers_patient_id_fkey FOREIGN KEY (patient_id) REFERENCES patients(id)
patient_identifiers patient_identifiers_patient_id_value_issuer_key UNIQUE (patient_id, value, issuer)
patient_identifiers patient_identifiers_pkey PRIMARY KEY (id)
patient_identifiers patient_identifiers_realm_id_fkey FOREIGN KEY (realm_id) REFERENCES realms(id)
patients patients_person_id_fkey FOREIGN KEY (person_id) REFERENCES persons(id)
patients patients_pkey PRIMARY KEY (id)
patients patients_realm_id_fkey FOREIGN KEY (realm_id) REFERENCES realms(id)
peers peers_pkey PRIMARY KEY (id)
peers peers_realm_id_ae_title_key UNIQUE (realm_id, ae_title)
peers peers_realm_id_fkey FOREIGN KEY (realm_id) REFERENCES realms(id)
persons persons_pkey PRIMARY KEY (id)
persons persons_realm_id_fkey FOREIGN KEY (realm_id) REFERENCES realms(id)
ranked_lists ranked_lists_pkey PRIMARY KEY (realm_id, list)
realm_secrets realm_secrets_pkey PRIMARY KEY (realm_id)
realm_secrets realm_secrets_realm_id_fkey FOREIGN KEY (realm_id) REFERENCES realms(id)
realm_usage realm_usage_pkey PRIMARY KEY (realm_id, shard)
realm_usage realm_usage_realm_id_fkey FOREIGN KEY (realm_id) REFERENCES realms(id)
realms realms_ae_title_key UNIQUE (ae_title)
realms realms_pkey PRIMARY KEY (id)
report_files report_files_object_key_key UNIQUE (object_key)
report_files report_files_pkey PRIMARY KEY (id)
report_files report_files_realm_id_fkey FOREIGN KEY (realm_id) REFERENCES realms(id)
report_files report_files_study_id_fkey FOREIGN KEY (study_id) REFERENCES studies(id)
report_versions report_versions_pkey PRIMARY KEY (report_id, version)
report_versions report_versions_realm_id_fkey FOREIGN KEY (realm_id) REFERENCES realms(id)
report_versions report_versions_report_id_fkey FOREIGN KEY (report_id) REFERENCES reports(id) ON DELETE CASCADE
reports reports_pkey PRIMARY KEY (id)
reports reports_realm_id_fkey FOREIGN KEY (realm_id) REFERENCES realms(id)
reports reports_study_id_fkey FOREIGN KEY (study_id) REFERENCES studies(id) ON DELETE CASCADE
resumable_uploads resumable_uploads_id_fkey FOREIGN KEY (id) REFERENCES uploads(id)
resumable_uploads resumable_uploads_pkey PRIMARY KEY (id)
resumable_uploads resumable_uploads_realm_id_fkey FOREIGN KEY (realm_id) REFERENCES realms(id)
resumable_uploads resumable_uploads_realm_id_maker_client_key_key UNIQUE (realm_id, maker, client_key)
review_items review_items_patient_id_fkey FOREIGN KEY (patient_id) REFERENCES patients(id)
review_items review_items_pkey PRIMARY KEY (id)
review_items review_items_realm_id_fkey FOREIGN KEY (realm_id) REFERENCES realms(id)
scrub_cursors scrub_cursors_pkey PRIMARY KEY (object_table, month)
search_days search_days_pkey PRIMARY KEY (realm_id, day)
search_days search_days_realm_id_fkey FOREIGN KEY (realm_id) REFERENCES realms(id)
search_postings search_postings_pkey PRIMARY KEY (term_number, day, study_number)
search_series search_series_id_fkey FOREIGN KEY (id) REFERENCES series(id)
search_series search_series_pkey PRIMARY KEY (id)
search_series search_series_realm_id_fkey FOREIGN KEY (realm_id) REFERENCES realms(id)
search_series search_series_study_id_fkey FOREIGN KEY (study_id) REFERENCES studies(id)
search_studies search_studies_id_fkey FOREIGN KEY (id) REFERENCES studies(id)
search_studies search_studies_id_key UNIQUE (id)
search_studies search_studies_pkey PRIMARY KEY (number)
search_studies search_studies_realm_id_fkey FOREIGN KEY (realm_id) REFERENCES realms(id)
search_terms search_terms_id_key UNIQUE (id)
search_terms search_terms_pkey PRIMARY KEY (number)
search_terms search_terms_realm_id_attribute_search_text_key UNIQUE (realm_id, attribute, search_text)
search_terms search_terms_realm_id_fkey FOREIGN KEY (realm_id) REFERENCES realms(id)
series series_pkey PRIMARY KEY (id)
series series_realm_id_fkey FOREIGN KEY (realm_id) REFERENCES realms(id)
series series_study_id_fkey FOREIGN KEY (study_id) REFERENCES studies(id)
series series_study_id_series_instance_uid_key UNIQUE (study_id, series_instance_uid)
series_metadata series_metadata_object_key_key UNIQUE (object_key)
series_metadata series_metadata_pkey PRIMARY KEY (series_id)
series_metadata series_metadata_realm_id_fkey FOREIGN KEY (realm_id) REFERENCES realms(id)
series_metadata series_metadata_series_id_fkey FOREIGN KEY (series_id) REFERENCES series(id) ON DELETE CASCADE
sessions sessions_pkey PRIMARY KEY (id)
sessions sessions_team_id_fkey FOREIGN KEY (team_id) REFERENCES teams(id)
sessions sessions_token_hash_key UNIQUE (token_hash)
sessions sessions_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id)
sign_in_attempts sign_in_attempts_pkey PRIMARY KEY (subject)
small_objects small_objects_pkey PRIMARY KEY (object_key)
studies studies_person_id_fkey FOREIGN KEY (person_id) REFERENCES persons(id)
studies studies_pkey PRIMARY KEY (id)
studies studies_realm_id_fkey FOREIGN KEY (realm_id) REFERENCES realms(id)
teams teams_pkey PRIMARY KEY (id)
teams teams_realm_id_fkey FOREIGN KEY (realm_id) REFERENCES realms(id)
text_lists text_lists_pkey PRIMARY KEY (number)
text_lists text_lists_realm_id_list_key UNIQUE (realm_id, list)
text_search text_search_pkey PRIMARY KEY (id)
text_search_changes text_search_changes_pkey PRIMARY KEY (list_number, "position")
text_search_counts text_search_counts_pkey PRIMARY KEY (list_number, gram)
transfers transfers_pkey PRIMARY KEY (id)
transfers transfers_realm_id_fkey FOREIGN KEY (realm_id) REFERENCES realms(id)
transfers transfers_study_id_fkey FOREIGN KEY (study_id) REFERENCES studies(id) ON DELETE CASCADE
upload_files upload_files_pkey PRIMARY KEY (upload_id, "position")
upload_files upload_files_upload_id_fkey FOREIGN KEY (upload_id) REFERENCES uploads(id)
upload_parts upload_parts_pkey PRIMARY KEY (id)
upload_parts upload_parts_realm_id_fkey FOREIGN KEY (realm_id) REFERENCES realms(id)
upload_parts upload_parts_upload_id_fkey FOREIGN KEY (upload_id) REFERENCES resumable_uploads(id)
upload_parts upload_parts_upload_id_number_key UNIQUE (upload_id, number)
upload_studies upload_studies_pkey PRIMARY KEY (upload_id, study_id)
upload_studies upload_studies_upload_id_fkey FOREIGN KEY (upload_id) REFERENCES uploads(id)
uploads uploads_pkey PRIMARY KEY (id)
uploads uploads_realm_id_fkey FOREIGN KEY (realm_id) REFERENCES realms(id)
users users_email_key_key UNIQUE (email_key)
users users_pkey PRIMARY KEY (id)
worklist_realms worklist_realms_pkey PRIMARY KEY (number)
worklist_realms worklist_realms_realm_id_fkey FOREIGN KEY (realm_id) REFERENCES realms(id)
worklist_realms worklist_realms_realm_id_key UNIQUE (realm_id)
worklist_studies worklist_studies_pkey PRIMARY KEY (number)
worklist_studies worklist_studies_study_id_key UNIQUE (study_id)
worklist_terms worklist_terms_pkey PRIMARY KEY (realm_number, term, day, study_number)
worklist_views worklist_views_pkey PRIMARY KEY (id)
worklist_views worklist_views_realm_id_fkey FOREIGN KEY (realm_id) REFERENCES realms(id)
worklist_views worklist_views_realm_id_user_id_name_key UNIQUE (realm_id, user_id, name)
worklist_views worklist_views_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id)
CREATE TRIGGER changes_held_studies_added AFTER INSERT ON public.held_studies FOR EACH ROW EXECUTE FUNCTION changes_of_held_studies(): BEGIN IF TG_OP = 'DELETE' THEN INSERT INTO changes (realm_id, topic, object_id) VALUES (OLD.realm_id, 'held', OLD.id); ELSE INSERT INTO changes (realm_id, topic, object_id) VALUES (NEW.realm_id, 'held', NEW.id); END IF; RETURN NULL; END 
CREATE TRIGGER changes_held_studies_changed AFTER UPDATE OF state, reason, instance_count ON public.held_studies FOR EACH ROW WHEN (((old.state IS DISTINCT FROM new.state) OR (old.reason IS DISTINCT FROM new.reason) OR (old.instance_count IS DISTINCT FROM new.instance_count))) EXECUTE FUNCTION changes_of_held_studies(): BEGIN IF TG_OP = 'DELETE' THEN INSERT INTO changes (realm_id, topic, object_id) VALUES (OLD.realm_id, 'held', OLD.id); ELSE INSERT INTO changes (realm_id, topic, object_id) VALUES (NEW.realm_id, 'held', NEW.id); END IF; RETURN NULL; END 
CREATE TRIGGER changes_held_studies_removed AFTER DELETE ON public.held_studies FOR EACH ROW EXECUTE FUNCTION changes_of_held_studies(): BEGIN IF TG_OP = 'DELETE' THEN INSERT INTO changes (realm_id, topic, object_id) VALUES (OLD.realm_id, 'held', OLD.id); ELSE INSERT INTO changes (realm_id, topic, object_id) VALUES (NEW.realm_id, 'held', NEW.id); END IF; RETURN NULL; END 
CREATE TRIGGER changes_patients_added AFTER INSERT ON public.patients FOR EACH ROW EXECUTE FUNCTION changes_of_patients(): BEGIN IF TG_OP = 'DELETE' THEN INSERT INTO changes (realm_id, topic, object_id) VALUES (OLD.realm_id, OLD.kind, OLD.id); ELSE INSERT INTO changes (realm_id, topic, object_id) VALUES (NEW.realm_id, NEW.kind, NEW.id); END IF; RETURN NULL; END 
CREATE TRIGGER changes_patients_changed AFTER UPDATE OF person_id, label, given_names, family_name, date_of_birth, sex, address, archived ON public.patients FOR EACH ROW WHEN (((old.person_id IS DISTINCT FROM new.person_id) OR (old.label IS DISTINCT FROM new.label) OR (old.given_names IS DISTINCT FROM new.given_names) OR (old.family_name IS DISTINCT FROM new.family_name) OR (old.date_of_birth IS DISTINCT FROM new.date_of_birth) OR (old.sex IS DISTINCT FROM new.sex) OR (old.address IS DISTINCT FROM new.address) OR (old.archived IS DISTINCT FROM new.archived))) EXECUTE FUNCTION changes_of_patients(): BEGIN IF TG_OP = 'DELETE' THEN INSERT INTO changes (realm_id, topic, object_id) VALUES (OLD.realm_id, OLD.kind, OLD.id); ELSE INSERT INTO changes (realm_id, topic, object_id) VALUES (NEW.realm_id, NEW.kind, NEW.id); END IF; RETURN NULL; END 
CREATE TRIGGER changes_patients_removed AFTER DELETE ON public.patients FOR EACH ROW EXECUTE FUNCTION changes_of_patients(): BEGIN IF TG_OP = 'DELETE' THEN INSERT INTO changes (realm_id, topic, object_id) VALUES (OLD.realm_id, OLD.kind, OLD.id); ELSE INSERT INTO changes (realm_id, topic, object_id) VALUES (NEW.realm_id, NEW.kind, NEW.id); END IF; RETURN NULL; END 
CREATE TRIGGER changes_reports_added AFTER INSERT ON public.reports FOR EACH ROW EXECUTE FUNCTION changes_of_reports(): BEGIN IF TG_OP = 'DELETE' THEN INSERT INTO changes (realm_id, topic, object_id) VALUES (OLD.realm_id, 'report', OLD.id); ELSE INSERT INTO changes (realm_id, topic, object_id) VALUES (NEW.realm_id, 'report', NEW.id); END IF; RETURN NULL; END 
CREATE TRIGGER changes_reports_changed AFTER UPDATE OF version, updated_at ON public.reports FOR EACH ROW WHEN (((old.version IS DISTINCT FROM new.version) OR (old.updated_at IS DISTINCT FROM new.updated_at))) EXECUTE FUNCTION changes_of_reports(): BEGIN IF TG_OP = 'DELETE' THEN INSERT INTO changes (realm_id, topic, object_id) VALUES (OLD.realm_id, 'report', OLD.id); ELSE INSERT INTO changes (realm_id, topic, object_id) VALUES (NEW.realm_id, 'report', NEW.id); END IF; RETURN NULL; END 
CREATE TRIGGER changes_reports_removed AFTER DELETE ON public.reports FOR EACH ROW EXECUTE FUNCTION changes_of_reports(): BEGIN IF TG_OP = 'DELETE' THEN INSERT INTO changes (realm_id, topic, object_id) VALUES (OLD.realm_id, 'report', OLD.id); ELSE INSERT INTO changes (realm_id, topic, object_id) VALUES (NEW.realm_id, 'report', NEW.id); END IF; RETURN NULL; END 
CREATE TRIGGER changes_review_items_added AFTER INSERT ON public.review_items FOR EACH ROW EXECUTE FUNCTION changes_of_review_items(): BEGIN IF TG_OP = 'DELETE' THEN INSERT INTO changes (realm_id, topic, object_id) VALUES (OLD.realm_id, 'review', OLD.id); ELSE INSERT INTO changes (realm_id, topic, object_id) VALUES (NEW.realm_id, 'review', NEW.id); END IF; RETURN NULL; END 
CREATE TRIGGER changes_review_items_changed AFTER UPDATE OF state ON public.review_items FOR EACH ROW WHEN ((old.state IS DISTINCT FROM new.state)) EXECUTE FUNCTION changes_of_review_items(): BEGIN IF TG_OP = 'DELETE' THEN INSERT INTO changes (realm_id, topic, object_id) VALUES (OLD.realm_id, 'review', OLD.id); ELSE INSERT INTO changes (realm_id, topic, object_id) VALUES (NEW.realm_id, 'review', NEW.id); END IF; RETURN NULL; END 
CREATE TRIGGER changes_review_items_removed AFTER DELETE ON public.review_items FOR EACH ROW EXECUTE FUNCTION changes_of_review_items(): BEGIN IF TG_OP = 'DELETE' THEN INSERT INTO changes (realm_id, topic, object_id) VALUES (OLD.realm_id, 'review', OLD.id); ELSE INSERT INTO changes (realm_id, topic, object_id) VALUES (NEW.realm_id, 'review', NEW.id); END IF; RETURN NULL; END 
CREATE TRIGGER changes_studies_added AFTER INSERT ON public.studies FOR EACH ROW EXECUTE FUNCTION changes_of_studies(): BEGIN IF TG_OP = 'DELETE' THEN INSERT INTO changes (realm_id, topic, object_id) VALUES (OLD.realm_id, 'study', OLD.id); ELSE INSERT INTO changes (realm_id, topic, object_id) VALUES (NEW.realm_id, 'study', NEW.id); END IF; RETURN NULL; END 
CREATE TRIGGER changes_studies_changed AFTER UPDATE OF status, person_id, study_description, study_day, institution_name, accession_no, notes ON public.studies FOR EACH ROW WHEN (((old.status IS DISTINCT FROM new.status) OR (old.person_id IS DISTINCT FROM new.person_id) OR (old.study_description IS DISTINCT FROM new.study_description) OR (old.study_day IS DISTINCT FROM new.study_day) OR (old.institution_name IS DISTINCT FROM new.institution_name) OR (old.accession_no IS DISTINCT FROM new.accession_no) OR (old.notes IS DISTINCT FROM new.notes))) EXECUTE FUNCTION changes_of_studies(): BEGIN IF TG_OP = 'DELETE' THEN INSERT INTO changes (realm_id, topic, object_id) VALUES (OLD.realm_id, 'study', OLD.id); ELSE INSERT INTO changes (realm_id, topic, object_id) VALUES (NEW.realm_id, 'study', NEW.id); END IF; RETURN NULL; END 
CREATE TRIGGER changes_studies_removed AFTER DELETE ON public.studies FOR EACH ROW EXECUTE FUNCTION changes_of_studies(): BEGIN IF TG_OP = 'DELETE' THEN INSERT INTO changes (realm_id, topic, object_id) VALUES (OLD.realm_id, 'study', OLD.id); ELSE INSERT INTO changes (realm_id, topic, object_id) VALUES (NEW.realm_id, 'study', NEW.id); END IF; RETURN NULL; END 
CREATE TRIGGER changes_transfers_added AFTER INSERT ON public.transfers FOR EACH ROW EXECUTE FUNCTION changes_of_transfers(): BEGIN IF TG_OP = 'DELETE' THEN INSERT INTO changes (realm_id, topic, object_id) VALUES (OLD.realm_id, 'transfer', OLD.id); ELSE INSERT INTO changes (realm_id, topic, object_id) VALUES (NEW.realm_id, 'transfer', NEW.id); END IF; RETURN NULL; END 
CREATE TRIGGER changes_transfers_changed AFTER UPDATE OF state ON public.transfers FOR EACH ROW WHEN ((old.state IS DISTINCT FROM new.state)) EXECUTE FUNCTION changes_of_transfers(): BEGIN IF TG_OP = 'DELETE' THEN INSERT INTO changes (realm_id, topic, object_id) VALUES (OLD.realm_id, 'transfer', OLD.id); ELSE INSERT INTO changes (realm_id, topic, object_id) VALUES (NEW.realm_id, 'transfer', NEW.id); END IF; RETURN NULL; END 
CREATE TRIGGER changes_transfers_removed AFTER DELETE ON public.transfers FOR EACH ROW EXECUTE FUNCTION changes_of_transfers(): BEGIN IF TG_OP = 'DELETE' THEN INSERT INTO changes (realm_id, topic, object_id) VALUES (OLD.realm_id, 'transfer', OLD.id); ELSE INSERT INTO changes (realm_id, topic, object_id) VALUES (NEW.realm_id, 'transfer', NEW.id); END IF; RETURN NULL; END 
CREATE TRIGGER changes_uploads_added AFTER INSERT ON public.uploads FOR EACH ROW EXECUTE FUNCTION changes_of_uploads(): BEGIN IF TG_OP = 'DELETE' THEN INSERT INTO changes (realm_id, topic, object_id) VALUES (OLD.realm_id, 'upload', OLD.id); ELSE INSERT INTO changes (realm_id, topic, object_id) VALUES (NEW.realm_id, 'upload', NEW.id); END IF; RETURN NULL; END 
CREATE TRIGGER changes_uploads_changed AFTER UPDATE OF status ON public.uploads FOR EACH ROW WHEN ((old.status IS DISTINCT FROM new.status)) EXECUTE FUNCTION changes_of_uploads(): BEGIN IF TG_OP = 'DELETE' THEN INSERT INTO changes (realm_id, topic, object_id) VALUES (OLD.realm_id, 'upload', OLD.id); ELSE INSERT INTO changes (realm_id, topic, object_id) VALUES (NEW.realm_id, 'upload', NEW.id); END IF; RETURN NULL; END 
CREATE TRIGGER changes_uploads_removed AFTER DELETE ON public.uploads FOR EACH ROW EXECUTE FUNCTION changes_of_uploads(): BEGIN IF TG_OP = 'DELETE' THEN INSERT INTO changes (realm_id, topic, object_id) VALUES (OLD.realm_id, 'upload', OLD.id); ELSE INSERT INTO changes (realm_id, topic, object_id) VALUES (NEW.realm_id, 'upload', NEW.id); END IF; RETURN NULL; END 
CREATE TRIGGER instances_added AFTER INSERT ON public.instances REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION instances_added(): BEGIN INSERT INTO realm_usage (realm_id, shard, study_count, series_count, instance_count, object_bytes) SELECT realm_id, pg_backend_pid() % 4096, 0, 0, count(*), sum(size_bytes) FROM added GROUP BY realm_id ORDER BY realm_id ON CONFLICT (realm_id, shard) DO UPDATE SET study_count = realm_usage.study_count + excluded.study_count, series_count = realm_usage.series_count + excluded.series_count, instance_count = realm_usage.instance_count + excluded.instance_count, object_bytes = realm_usage.object_bytes + excluded.object_bytes; RETURN NULL; END 
CREATE TRIGGER instances_removed AFTER DELETE ON public.instances REFERENCING OLD TABLE AS removed FOR EACH STATEMENT EXECUTE FUNCTION instances_removed(): BEGIN INSERT INTO realm_usage (realm_id, shard, study_count, series_count, instance_count, object_bytes) SELECT realm_id, pg_backend_pid() % 4096, 0, 0, -count(*), -sum(size_bytes) FROM removed GROUP BY realm_id ORDER BY realm_id ON CONFLICT (realm_id, shard) DO UPDATE SET study_count = realm_usage.study_count + excluded.study_count, series_count = realm_usage.series_count + excluded.series_count, instance_count = realm_usage.instance_count + excluded.instance_count, object_bytes = realm_usage.object_bytes + excluded.object_bytes; RETURN NULL; END 
CREATE TRIGGER series_added AFTER INSERT ON public.series REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION series_added(): BEGIN INSERT INTO realm_usage (realm_id, shard, study_count, series_count, instance_count, object_bytes) SELECT realm_id, pg_backend_pid() % 4096, 0, count(*), 0, 0 FROM added GROUP BY realm_id ORDER BY realm_id ON CONFLICT (realm_id, shard) DO UPDATE SET study_count = realm_usage.study_count + excluded.study_count, series_count = realm_usage.series_count + excluded.series_count, instance_count = realm_usage.instance_count + excluded.instance_count, object_bytes = realm_usage.object_bytes + excluded.object_bytes; RETURN NULL; END 
CREATE TRIGGER series_removed AFTER DELETE ON public.series REFERENCING OLD TABLE AS removed FOR EACH STATEMENT EXECUTE FUNCTION series_removed(): BEGIN INSERT INTO realm_usage (realm_id, shard, study_count, series_count, instance_count, object_bytes) SELECT realm_id, pg_backend_pid() % 4096, 0, -count(*), 0, 0 FROM removed GROUP BY realm_id ORDER BY realm_id ON CONFLICT (realm_id, shard) DO UPDATE SET study_count = realm_usage.study_count + excluded.study_count, series_count = realm_usage.series_count + excluded.series_count, instance_count = realm_usage.instance_count + excluded.instance_count, object_bytes = realm_usage.object_bytes + excluded.object_bytes; RETURN NULL; END 
CREATE TRIGGER studies_added AFTER INSERT ON public.studies REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION studies_added(): BEGIN INSERT INTO realm_usage (realm_id, shard, study_count, series_count, instance_count, object_bytes) SELECT realm_id, pg_backend_pid() % 4096, count(*), 0, 0, 0 FROM added GROUP BY realm_id ORDER BY realm_id ON CONFLICT (realm_id, shard) DO UPDATE SET study_count = realm_usage.study_count + excluded.study_count, series_count = realm_usage.series_count + excluded.series_count, instance_count = realm_usage.instance_count + excluded.instance_count, object_bytes = realm_usage.object_bytes + excluded.object_bytes; RETURN NULL; END 
CREATE TRIGGER studies_removed AFTER DELETE ON public.studies REFERENCING OLD TABLE AS removed FOR EACH STATEMENT EXECUTE FUNCTION studies_removed(): BEGIN INSERT INTO realm_usage (realm_id, shard, study_count, series_count, instance_count, object_bytes) SELECT realm_id, pg_backend_pid() % 4096, -count(*), 0, 0, 0 FROM removed GROUP BY realm_id ORDER BY realm_id ON CONFLICT (realm_id, shard) DO UPDATE SET study_count = realm_usage.study_count + excluded.study_count, series_count = realm_usage.series_count + excluded.series_count, instance_count = realm_usage.instance_count + excluded.instance_count, object_bytes = realm_usage.object_bytes + excluded.object_bytes; RETURN NULL; END 
CREATE TRIGGER worklist_changed AFTER UPDATE ON public.worklist_studies FOR EACH ROW EXECUTE FUNCTION worklist_changed(): BEGIN DELETE FROM worklist_terms WHERE study_number = NEW.number; INSERT INTO worklist_terms (realm_number, term, day, study_number) SELECT w.realm_number, found.term, w.day, w.number FROM (SELECT 'w:' || substr(word.value, 1, 64) AS term FROM (SELECT * FROM studies WHERE id = NEW.study_id) AS s, unnest(string_to_array(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(coalesce(s.sort_description, '') || ' ' || lower(coalesce(s.accession_no, '')), chr(10), ' '), ',', ' '), ';', ' '), '^', ' '), '/', ' '), '\', ' '), '(', ' '), ')', ' '), '-', ' '), '_', ' '), ' ')) AS word (value) WHERE word.value <> '' UNION SELECT 'w:' || substr(word.value, 1, 64) AS term FROM (SELECT p.search_text FROM studies o JOIN patients p ON p.person_id = o.person_id AND p.realm_id = o.realm_id WHERE o.id = NEW.study_id) AS owner, unnest(string_to_array(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(owner.search_text, chr(10), ' '), ',', ' '), ';', ' '), '^', ' '), '/', ' '), '\', ' '), '(', ' '), ')', ' '), '-', ' '), '_', ' '), ' ')) AS word (value) WHERE word.value <> '' UNION SELECT 'i:' || substr(word.value, 1, 64) AS term FROM (SELECT * FROM studies WHERE id = NEW.study_id) AS s, unnest(string_to_array(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(lower(coalesce(s.institution_name, '')), chr(10), ' '), ',', ' '), ';', ' '), '^', ' '), '/', ' '), '\', ' '), '(', ' '), ')', ' '), '-', ' '), '_', ' '), ' ')) AS word (value) WHERE word.value <> '' UNION SELECT 's:' || s.status AS term FROM (SELECT * FROM studies WHERE id = NEW.study_id) AS s UNION SELECT 'm:' || substr(word.value, 1, 64) AS term FROM (SELECT * FROM studies WHERE id = NEW.study_id) AS s, unnest(string_to_array(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(upper(s.modalities), chr(10), ' '), ',', ' '), ';', ' '), '^', ' '), '/', ' '), '\', ' '), '(', ' '), ')', ' '), '-', ' '), '_', ' '), ' ')) AS word (value) WHERE word.value <> '' UNION SELECT 'b:' || upper(trim(body_part_examined)) AS term FROM series WHERE study_id = NEW.study_id AND trim(body_part_examined) <> '' UNION SELECT CASE WHEN EXISTS (SELECT 1 FROM reports WHERE study_id = NEW.study_id) OR EXISTS (SELECT 1 FROM instances WHERE study_id = NEW.study_id AND (sop_class_uid = '1.2.840.10008.5.1.4.1.1.104.1' OR substr(sop_class_uid, 1, 27) = '1.2.840.10008.5.1.4.1.1.88.') AND (sop_class_uid = '1.2.840.10008.5.1.4.1.1.104.1' OR sop_class_uid = '1.2.840.10008.5.1.4.1.1.88.11' OR sop_class_uid = '1.2.840.10008.5.1.4.1.1.88.22' OR sop_class_uid = '1.2.840.10008.5.1.4.1.1.88.33')) THEN 'r:1' ELSE 'r:0' END AS term) AS found, worklist_studies w WHERE w.study_id = NEW.study_id ON CONFLICT DO NOTHING; RETURN NULL; END 
CREATE TRIGGER worklist_document_added AFTER INSERT ON public.instances FOR EACH ROW WHEN (((new.sop_class_uid = '1.2.840.10008.5.1.4.1.1.104.1'::text) OR (new.sop_class_uid = '1.2.840.10008.5.1.4.1.1.88.11'::text) OR (new.sop_class_uid = '1.2.840.10008.5.1.4.1.1.88.22'::text) OR (new.sop_class_uid = '1.2.840.10008.5.1.4.1.1.88.33'::text))) EXECUTE FUNCTION worklist_document_added(): BEGIN DELETE FROM worklist_terms WHERE study_number = (SELECT number FROM worklist_studies WHERE study_id = NEW.study_id) AND (term >= 'r:' AND term < 'r;'); INSERT INTO worklist_terms (realm_number, term, day, study_number) SELECT w.realm_number, found.term, w.day, w.number FROM (SELECT CASE WHEN EXISTS (SELECT 1 FROM reports WHERE study_id = NEW.study_id) OR EXISTS (SELECT 1 FROM instances WHERE study_id = NEW.study_id AND (sop_class_uid = '1.2.840.10008.5.1.4.1.1.104.1' OR substr(sop_class_uid, 1, 27) = '1.2.840.10008.5.1.4.1.1.88.') AND (sop_class_uid = '1.2.840.10008.5.1.4.1.1.104.1' OR sop_class_uid = '1.2.840.10008.5.1.4.1.1.88.11' OR sop_class_uid = '1.2.840.10008.5.1.4.1.1.88.22' OR sop_class_uid = '1.2.840.10008.5.1.4.1.1.88.33')) THEN 'r:1' ELSE 'r:0' END AS term) AS found, worklist_studies w WHERE w.study_id = NEW.study_id ON CONFLICT DO NOTHING; RETURN NULL; END 
CREATE TRIGGER worklist_document_moved AFTER UPDATE OF study_id ON public.instances FOR EACH ROW WHEN (((new.sop_class_uid = '1.2.840.10008.5.1.4.1.1.104.1'::text) OR (new.sop_class_uid = '1.2.840.10008.5.1.4.1.1.88.11'::text) OR (new.sop_class_uid = '1.2.840.10008.5.1.4.1.1.88.22'::text) OR (new.sop_class_uid = '1.2.840.10008.5.1.4.1.1.88.33'::text))) EXECUTE FUNCTION worklist_document_moved(): BEGIN DELETE FROM worklist_terms WHERE study_number = (SELECT number FROM worklist_studies WHERE study_id = OLD.study_id) AND (term >= 'r:' AND term < 'r;'); INSERT INTO worklist_terms (realm_number, term, day, study_number) SELECT w.realm_number, found.term, w.day, w.number FROM (SELECT CASE WHEN EXISTS (SELECT 1 FROM reports WHERE study_id = OLD.study_id) OR EXISTS (SELECT 1 FROM instances WHERE study_id = OLD.study_id AND (sop_class_uid = '1.2.840.10008.5.1.4.1.1.104.1' OR substr(sop_class_uid, 1, 27) = '1.2.840.10008.5.1.4.1.1.88.') AND (sop_class_uid = '1.2.840.10008.5.1.4.1.1.104.1' OR sop_class_uid = '1.2.840.10008.5.1.4.1.1.88.11' OR sop_class_uid = '1.2.840.10008.5.1.4.1.1.88.22' OR sop_class_uid = '1.2.840.10008.5.1.4.1.1.88.33')) THEN 'r:1' ELSE 'r:0' END AS term) AS found, worklist_studies w WHERE w.study_id = OLD.study_id ON CONFLICT DO NOTHING; DELETE FROM worklist_terms WHERE study_number = (SELECT number FROM worklist_studies WHERE study_id = NEW.study_id) AND (term >= 'r:' AND term < 'r;'); INSERT INTO worklist_terms (realm_number, term, day, study_number) SELECT w.realm_number, found.term, w.day, w.number FROM (SELECT CASE WHEN EXISTS (SELECT 1 FROM reports WHERE study_id = NEW.study_id) OR EXISTS (SELECT 1 FROM instances WHERE study_id = NEW.study_id AND (sop_class_uid = '1.2.840.10008.5.1.4.1.1.104.1' OR substr(sop_class_uid, 1, 27) = '1.2.840.10008.5.1.4.1.1.88.') AND (sop_class_uid = '1.2.840.10008.5.1.4.1.1.104.1' OR sop_class_uid = '1.2.840.10008.5.1.4.1.1.88.11' OR sop_class_uid = '1.2.840.10008.5.1.4.1.1.88.22' OR sop_class_uid = '1.2.840.10008.5.1.4.1.1.88.33')) THEN 'r:1' ELSE 'r:0' END AS term) AS found, worklist_studies w WHERE w.study_id = NEW.study_id ON CONFLICT DO NOTHING; RETURN NULL; END 
CREATE TRIGGER worklist_document_removed AFTER DELETE ON public.instances FOR EACH ROW WHEN (((old.sop_class_uid = '1.2.840.10008.5.1.4.1.1.104.1'::text) OR (old.sop_class_uid = '1.2.840.10008.5.1.4.1.1.88.11'::text) OR (old.sop_class_uid = '1.2.840.10008.5.1.4.1.1.88.22'::text) OR (old.sop_class_uid = '1.2.840.10008.5.1.4.1.1.88.33'::text))) EXECUTE FUNCTION worklist_document_removed(): BEGIN DELETE FROM worklist_terms WHERE study_number = (SELECT number FROM worklist_studies WHERE study_id = OLD.study_id) AND (term >= 'r:' AND term < 'r;'); INSERT INTO worklist_terms (realm_number, term, day, study_number) SELECT w.realm_number, found.term, w.day, w.number FROM (SELECT CASE WHEN EXISTS (SELECT 1 FROM reports WHERE study_id = OLD.study_id) OR EXISTS (SELECT 1 FROM instances WHERE study_id = OLD.study_id AND (sop_class_uid = '1.2.840.10008.5.1.4.1.1.104.1' OR substr(sop_class_uid, 1, 27) = '1.2.840.10008.5.1.4.1.1.88.') AND (sop_class_uid = '1.2.840.10008.5.1.4.1.1.104.1' OR sop_class_uid = '1.2.840.10008.5.1.4.1.1.88.11' OR sop_class_uid = '1.2.840.10008.5.1.4.1.1.88.22' OR sop_class_uid = '1.2.840.10008.5.1.4.1.1.88.33')) THEN 'r:1' ELSE 'r:0' END AS term) AS found, worklist_studies w WHERE w.study_id = OLD.study_id ON CONFLICT DO NOTHING; RETURN NULL; END 
CREATE TRIGGER worklist_entered AFTER INSERT ON public.worklist_studies FOR EACH ROW EXECUTE FUNCTION worklist_entered(): BEGIN INSERT INTO worklist_terms (realm_number, term, day, study_number) SELECT w.realm_number, found.term, w.day, w.number FROM (SELECT 'w:' || substr(word.value, 1, 64) AS term FROM (SELECT * FROM studies WHERE id = NEW.study_id) AS s, unnest(string_to_array(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(coalesce(s.sort_description, '') || ' ' || lower(coalesce(s.accession_no, '')), chr(10), ' '), ',', ' '), ';', ' '), '^', ' '), '/', ' '), '\', ' '), '(', ' '), ')', ' '), '-', ' '), '_', ' '), ' ')) AS word (value) WHERE word.value <> '' UNION SELECT 'w:' || substr(word.value, 1, 64) AS term FROM (SELECT p.search_text FROM studies o JOIN patients p ON p.person_id = o.person_id AND p.realm_id = o.realm_id WHERE o.id = NEW.study_id) AS owner, unnest(string_to_array(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(owner.search_text, chr(10), ' '), ',', ' '), ';', ' '), '^', ' '), '/', ' '), '\', ' '), '(', ' '), ')', ' '), '-', ' '), '_', ' '), ' ')) AS word (value) WHERE word.value <> '' UNION SELECT 'i:' || substr(word.value, 1, 64) AS term FROM (SELECT * FROM studies WHERE id = NEW.study_id) AS s, unnest(string_to_array(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(lower(coalesce(s.institution_name, '')), chr(10), ' '), ',', ' '), ';', ' '), '^', ' '), '/', ' '), '\', ' '), '(', ' '), ')', ' '), '-', ' '), '_', ' '), ' ')) AS word (value) WHERE word.value <> '' UNION SELECT 's:' || s.status AS term FROM (SELECT * FROM studies WHERE id = NEW.study_id) AS s UNION SELECT 'm:' || substr(word.value, 1, 64) AS term FROM (SELECT * FROM studies WHERE id = NEW.study_id) AS s, unnest(string_to_array(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(upper(s.modalities), chr(10), ' '), ',', ' '), ';', ' '), '^', ' '), '/', ' '), '\', ' '), '(', ' '), ')', ' '), '-', ' '), '_', ' '), ' ')) AS word (value) WHERE word.value <> '' UNION SELECT 'b:' || upper(trim(body_part_examined)) AS term FROM series WHERE study_id = NEW.study_id AND trim(body_part_examined) <> '' UNION SELECT CASE WHEN EXISTS (SELECT 1 FROM reports WHERE study_id = NEW.study_id) OR EXISTS (SELECT 1 FROM instances WHERE study_id = NEW.study_id AND (sop_class_uid = '1.2.840.10008.5.1.4.1.1.104.1' OR substr(sop_class_uid, 1, 27) = '1.2.840.10008.5.1.4.1.1.88.') AND (sop_class_uid = '1.2.840.10008.5.1.4.1.1.104.1' OR sop_class_uid = '1.2.840.10008.5.1.4.1.1.88.11' OR sop_class_uid = '1.2.840.10008.5.1.4.1.1.88.22' OR sop_class_uid = '1.2.840.10008.5.1.4.1.1.88.33')) THEN 'r:1' ELSE 'r:0' END AS term) AS found, worklist_studies w WHERE w.study_id = NEW.study_id ON CONFLICT DO NOTHING; RETURN NULL; END 
CREATE TRIGGER worklist_left AFTER DELETE ON public.worklist_studies FOR EACH ROW EXECUTE FUNCTION worklist_left(): BEGIN DELETE FROM worklist_terms WHERE study_number = OLD.number; RETURN NULL; END 
CREATE TRIGGER worklist_owner_added AFTER INSERT ON public.patients FOR EACH ROW EXECUTE FUNCTION worklist_owner_added(): BEGIN PERFORM 1 FROM persons WHERE id = NEW.person_id FOR UPDATE; UPDATE worklist_studies SET day = (SELECT CAST('0' || replace(coalesce(s.study_day, ''), '-', '') AS INTEGER) FROM studies s WHERE s.id = worklist_studies.study_id), sort_name = coalesce((SELECT p.sort_name FROM studies o JOIN patients p ON p.person_id = o.person_id AND p.realm_id = o.realm_id WHERE o.id = worklist_studies.study_id ORDER BY p.archived, p.id LIMIT 1), '') WHERE study_id IN (SELECT s.id FROM studies s WHERE s.person_id = NEW.person_id AND s.realm_id = NEW.realm_id); RETURN NULL; END 
CREATE TRIGGER worklist_owner_changed AFTER UPDATE OF person_id, sort_name, search_text, archived ON public.patients FOR EACH ROW WHEN (((old.person_id IS DISTINCT FROM new.person_id) OR (old.sort_name IS DISTINCT FROM new.sort_name) OR (old.search_text IS DISTINCT FROM new.search_text) OR (old.archived IS DISTINCT FROM new.archived))) EXECUTE FUNCTION worklist_owner_changed(): BEGIN PERFORM 1 FROM persons WHERE id = NEW.person_id FOR UPDATE; UPDATE worklist_studies SET day = (SELECT CAST('0' || replace(coalesce(s.study_day, ''), '-', '') AS INTEGER) FROM studies s WHERE s.id = worklist_studies.study_id), sort_name = coalesce((SELECT p.sort_name FROM studies o JOIN patients p ON p.person_id = o.person_id AND p.realm_id = o.realm_id WHERE o.id = worklist_studies.study_id ORDER BY p.archived, p.id LIMIT 1), '') WHERE study_id IN (SELECT s.id FROM studies s WHERE s.person_id = NEW.person_id AND s.realm_id = NEW.realm_id); RETURN NULL; END 
CREATE TRIGGER worklist_owner_left AFTER UPDATE OF person_id ON public.patients FOR EACH ROW WHEN ((old.person_id IS DISTINCT FROM new.person_id)) EXECUTE FUNCTION worklist_owner_left(): BEGIN PERFORM 1 FROM persons WHERE id = OLD.person_id FOR UPDATE; UPDATE worklist_studies SET day = (SELECT CAST('0' || replace(coalesce(s.study_day, ''), '-', '') AS INTEGER) FROM studies s WHERE s.id = worklist_studies.study_id), sort_name = coalesce((SELECT p.sort_name FROM studies o JOIN patients p ON p.person_id = o.person_id AND p.realm_id = o.realm_id WHERE o.id = worklist_studies.study_id ORDER BY p.archived, p.id LIMIT 1), '') WHERE study_id IN (SELECT s.id FROM studies s WHERE s.person_id = OLD.person_id AND s.realm_id = OLD.realm_id); RETURN NULL; END 
CREATE TRIGGER worklist_owner_removed AFTER DELETE ON public.patients FOR EACH ROW EXECUTE FUNCTION worklist_owner_removed(): BEGIN PERFORM 1 FROM persons WHERE id = OLD.person_id FOR UPDATE; UPDATE worklist_studies SET day = (SELECT CAST('0' || replace(coalesce(s.study_day, ''), '-', '') AS INTEGER) FROM studies s WHERE s.id = worklist_studies.study_id), sort_name = coalesce((SELECT p.sort_name FROM studies o JOIN patients p ON p.person_id = o.person_id AND p.realm_id = o.realm_id WHERE o.id = worklist_studies.study_id ORDER BY p.archived, p.id LIMIT 1), '') WHERE study_id IN (SELECT s.id FROM studies s WHERE s.person_id = OLD.person_id AND s.realm_id = OLD.realm_id); RETURN NULL; END 
CREATE TRIGGER worklist_realm_added AFTER INSERT ON public.realms FOR EACH ROW EXECUTE FUNCTION worklist_realm_added(): BEGIN INSERT INTO worklist_realms (realm_id) VALUES (NEW.id); RETURN NULL; END 
CREATE TRIGGER worklist_report_added AFTER INSERT ON public.reports FOR EACH ROW EXECUTE FUNCTION worklist_report_added(): BEGIN DELETE FROM worklist_terms WHERE study_number = (SELECT number FROM worklist_studies WHERE study_id = NEW.study_id) AND (term >= 'r:' AND term < 'r;'); INSERT INTO worklist_terms (realm_number, term, day, study_number) SELECT w.realm_number, found.term, w.day, w.number FROM (SELECT CASE WHEN EXISTS (SELECT 1 FROM reports WHERE study_id = NEW.study_id) OR EXISTS (SELECT 1 FROM instances WHERE study_id = NEW.study_id AND (sop_class_uid = '1.2.840.10008.5.1.4.1.1.104.1' OR substr(sop_class_uid, 1, 27) = '1.2.840.10008.5.1.4.1.1.88.') AND (sop_class_uid = '1.2.840.10008.5.1.4.1.1.104.1' OR sop_class_uid = '1.2.840.10008.5.1.4.1.1.88.11' OR sop_class_uid = '1.2.840.10008.5.1.4.1.1.88.22' OR sop_class_uid = '1.2.840.10008.5.1.4.1.1.88.33')) THEN 'r:1' ELSE 'r:0' END AS term) AS found, worklist_studies w WHERE w.study_id = NEW.study_id ON CONFLICT DO NOTHING; RETURN NULL; END 
CREATE TRIGGER worklist_report_moved AFTER UPDATE OF study_id ON public.reports FOR EACH ROW EXECUTE FUNCTION worklist_report_moved(): BEGIN DELETE FROM worklist_terms WHERE study_number = (SELECT number FROM worklist_studies WHERE study_id = OLD.study_id) AND (term >= 'r:' AND term < 'r;'); INSERT INTO worklist_terms (realm_number, term, day, study_number) SELECT w.realm_number, found.term, w.day, w.number FROM (SELECT CASE WHEN EXISTS (SELECT 1 FROM reports WHERE study_id = OLD.study_id) OR EXISTS (SELECT 1 FROM instances WHERE study_id = OLD.study_id AND (sop_class_uid = '1.2.840.10008.5.1.4.1.1.104.1' OR substr(sop_class_uid, 1, 27) = '1.2.840.10008.5.1.4.1.1.88.') AND (sop_class_uid = '1.2.840.10008.5.1.4.1.1.104.1' OR sop_class_uid = '1.2.840.10008.5.1.4.1.1.88.11' OR sop_class_uid = '1.2.840.10008.5.1.4.1.1.88.22' OR sop_class_uid = '1.2.840.10008.5.1.4.1.1.88.33')) THEN 'r:1' ELSE 'r:0' END AS term) AS found, worklist_studies w WHERE w.study_id = OLD.study_id ON CONFLICT DO NOTHING; DELETE FROM worklist_terms WHERE study_number = (SELECT number FROM worklist_studies WHERE study_id = NEW.study_id) AND (term >= 'r:' AND term < 'r;'); INSERT INTO worklist_terms (realm_number, term, day, study_number) SELECT w.realm_number, found.term, w.day, w.number FROM (SELECT CASE WHEN EXISTS (SELECT 1 FROM reports WHERE study_id = NEW.study_id) OR EXISTS (SELECT 1 FROM instances WHERE study_id = NEW.study_id AND (sop_class_uid = '1.2.840.10008.5.1.4.1.1.104.1' OR substr(sop_class_uid, 1, 27) = '1.2.840.10008.5.1.4.1.1.88.') AND (sop_class_uid = '1.2.840.10008.5.1.4.1.1.104.1' OR sop_class_uid = '1.2.840.10008.5.1.4.1.1.88.11' OR sop_class_uid = '1.2.840.10008.5.1.4.1.1.88.22' OR sop_class_uid = '1.2.840.10008.5.1.4.1.1.88.33')) THEN 'r:1' ELSE 'r:0' END AS term) AS found, worklist_studies w WHERE w.study_id = NEW.study_id ON CONFLICT DO NOTHING; RETURN NULL; END 
CREATE TRIGGER worklist_report_removed AFTER DELETE ON public.reports FOR EACH ROW EXECUTE FUNCTION worklist_report_removed(): BEGIN DELETE FROM worklist_terms WHERE study_number = (SELECT number FROM worklist_studies WHERE study_id = OLD.study_id) AND (term >= 'r:' AND term < 'r;'); INSERT INTO worklist_terms (realm_number, term, day, study_number) SELECT w.realm_number, found.term, w.day, w.number FROM (SELECT CASE WHEN EXISTS (SELECT 1 FROM reports WHERE study_id = OLD.study_id) OR EXISTS (SELECT 1 FROM instances WHERE study_id = OLD.study_id AND (sop_class_uid = '1.2.840.10008.5.1.4.1.1.104.1' OR substr(sop_class_uid, 1, 27) = '1.2.840.10008.5.1.4.1.1.88.') AND (sop_class_uid = '1.2.840.10008.5.1.4.1.1.104.1' OR sop_class_uid = '1.2.840.10008.5.1.4.1.1.88.11' OR sop_class_uid = '1.2.840.10008.5.1.4.1.1.88.22' OR sop_class_uid = '1.2.840.10008.5.1.4.1.1.88.33')) THEN 'r:1' ELSE 'r:0' END AS term) AS found, worklist_studies w WHERE w.study_id = OLD.study_id ON CONFLICT DO NOTHING; RETURN NULL; END 
CREATE TRIGGER worklist_series_added AFTER INSERT ON public.series FOR EACH ROW WHEN ((TRIM(BOTH FROM new.body_part_examined) <> ''::text)) EXECUTE FUNCTION worklist_series_added(): BEGIN INSERT INTO worklist_terms (realm_number, term, day, study_number) SELECT w.realm_number, found.term, w.day, w.number FROM (SELECT 'b:' || upper(trim(NEW.body_part_examined)) AS term) AS found, worklist_studies w WHERE w.study_id = NEW.study_id ON CONFLICT DO NOTHING; RETURN NULL; END 
CREATE TRIGGER worklist_series_changed AFTER UPDATE OF body_part_examined, study_id ON public.series FOR EACH ROW WHEN (((old.body_part_examined IS DISTINCT FROM new.body_part_examined) OR (old.study_id IS DISTINCT FROM new.study_id))) EXECUTE FUNCTION worklist_series_changed(): BEGIN DELETE FROM worklist_terms WHERE study_number = (SELECT number FROM worklist_studies WHERE study_id = OLD.study_id) AND (term >= 'b:' AND term < 'b;'); INSERT INTO worklist_terms (realm_number, term, day, study_number) SELECT w.realm_number, found.term, w.day, w.number FROM (SELECT 'b:' || upper(trim(body_part_examined)) AS term FROM series WHERE study_id = OLD.study_id AND trim(body_part_examined) <> '') AS found, worklist_studies w WHERE w.study_id = OLD.study_id ON CONFLICT DO NOTHING; DELETE FROM worklist_terms WHERE study_number = (SELECT number FROM worklist_studies WHERE study_id = NEW.study_id) AND (term >= 'b:' AND term < 'b;'); INSERT INTO worklist_terms (realm_number, term, day, study_number) SELECT w.realm_number, found.term, w.day, w.number FROM (SELECT 'b:' || upper(trim(body_part_examined)) AS term FROM series WHERE study_id = NEW.study_id AND trim(body_part_examined) <> '') AS found, worklist_studies w WHERE w.study_id = NEW.study_id ON CONFLICT DO NOTHING; RETURN NULL; END 
CREATE TRIGGER worklist_series_removed AFTER DELETE ON public.series FOR EACH ROW WHEN ((TRIM(BOTH FROM old.body_part_examined) <> ''::text)) EXECUTE FUNCTION worklist_series_removed(): BEGIN DELETE FROM worklist_terms WHERE study_number = (SELECT number FROM worklist_studies WHERE study_id = OLD.study_id) AND (term >= 'b:' AND term < 'b;'); INSERT INTO worklist_terms (realm_number, term, day, study_number) SELECT w.realm_number, found.term, w.day, w.number FROM (SELECT 'b:' || upper(trim(body_part_examined)) AS term FROM series WHERE study_id = OLD.study_id AND trim(body_part_examined) <> '') AS found, worklist_studies w WHERE w.study_id = OLD.study_id ON CONFLICT DO NOTHING; RETURN NULL; END 
CREATE TRIGGER worklist_study_added AFTER INSERT ON public.studies FOR EACH ROW EXECUTE FUNCTION worklist_study_added(): BEGIN INSERT INTO worklist_studies (study_id, realm_number, day, received_at, sort_name) SELECT NEW.id, r.number, CAST('0' || replace(coalesce(NEW.study_day, ''), '-', '') AS INTEGER), NEW.created_at, coalesce((SELECT p.sort_name FROM studies o JOIN patients p ON p.person_id = o.person_id AND p.realm_id = o.realm_id WHERE o.id = NEW.id ORDER BY p.archived, p.id LIMIT 1), '') FROM worklist_realms r WHERE r.realm_id = NEW.realm_id; RETURN NULL; END 
CREATE TRIGGER worklist_study_came_on AFTER UPDATE OF status, modalities ON public.studies FOR EACH ROW WHEN (((old.status IS DISTINCT FROM new.status) OR (old.modalities IS DISTINCT FROM new.modalities))) EXECUTE FUNCTION worklist_study_came_on(): BEGIN DELETE FROM worklist_terms WHERE study_number = (SELECT number FROM worklist_studies WHERE study_id = NEW.id) AND (term >= 'm:' AND term < 'm;' OR term >= 's:' AND term < 's;'); INSERT INTO worklist_terms (realm_number, term, day, study_number) SELECT w.realm_number, found.term, w.day, w.number FROM (SELECT 's:' || NEW.status AS term UNION SELECT 'm:' || substr(word.value, 1, 64) AS term FROM (SELECT NEW.modalities AS modalities) AS st, unnest(string_to_array(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(upper(st.modalities), chr(10), ' '), ',', ' '), ';', ' '), '^', ' '), '/', ' '), '\', ' '), '(', ' '), ')', ' '), '-', ' '), '_', ' '), ' ')) AS word (value) WHERE word.value <> '') AS found, worklist_studies w WHERE w.study_id = NEW.id ON CONFLICT DO NOTHING; RETURN NULL; END 
CREATE TRIGGER worklist_study_changed AFTER UPDATE OF person_id, study_day, sort_description, accession_no, institution_name ON public.studies FOR EACH ROW WHEN (((old.person_id IS DISTINCT FROM new.person_id) OR (old.study_day IS DISTINCT FROM new.study_day) OR (old.sort_description IS DISTINCT FROM new.sort_description) OR (old.accession_no IS DISTINCT FROM new.accession_no) OR (old.institution_name IS DISTINCT FROM new.institution_name))) EXECUTE FUNCTION worklist_study_changed(): BEGIN UPDATE worklist_studies SET day = (SELECT CAST('0' || replace(coalesce(s.study_day, ''), '-', '') AS INTEGER) FROM studies s WHERE s.id = worklist_studies.study_id), sort_name = coalesce((SELECT p.sort_name FROM studies o JOIN patients p ON p.person_id = o.person_id AND p.realm_id = o.realm_id WHERE o.id = worklist_studies.study_id ORDER BY p.archived, p.id LIMIT 1), '') WHERE study_id IN (SELECT s.id FROM studies s WHERE s.id = NEW.id); RETURN NULL; END 
CREATE TRIGGER worklist_study_removed AFTER DELETE ON public.studies FOR EACH ROW EXECUTE FUNCTION worklist_study_removed(): BEGIN DELETE FROM worklist_studies WHERE study_id = OLD.id; RETURN NULL; END 
