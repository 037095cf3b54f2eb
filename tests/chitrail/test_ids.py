from chitrail.ids import named_id, new_id


def test_new_ids_are_version_7_and_distinct():
    ids = {new_id() for _ in range(10_000)}
    assert len(ids) == 10_000
    assert {(identifier.version, identifier.variant) for identifier in ids} == {
        (7, "specified in RFC 4122")
    }


def test_names_give_the_same_id_again_and_do_not_run_together():
    assert named_id("a", "b") == named_id("a", "b")
    assert named_id("a", "b") != named_id("ab")
