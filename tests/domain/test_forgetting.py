"""What is said of a run on everyday queries."""

from studio.domain.forgetting import everyday, forgot


def test_a_loss_on_everyday_queries_is_said_to_be_forgetting_and_a_small_one_is_not() -> None:
    assert everyday(0.845, 0.903) == (
        "everyday queries outside the field (general set): NDCG@10 .845, the base .903, so it has forgotten some: "
        "use it for this field alone"
    )
    assert everyday(0.89, 0.903).endswith("NDCG@10 .890, the base .903")
    assert not forgot(0.95, 0.903)
